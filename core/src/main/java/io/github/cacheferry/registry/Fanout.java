package io.github.cacheferry.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks the same question of many things at the same time. */
final class Fanout {
  private static final int THREADS = 64;

  private Fanout() {}

  /** What is asked of one thing. */
  @FunctionalInterface
  interface Question<T> {
    boolean test(T thing) throws IOException;
  }

  /**
   * The things for which the answer is yes, in their order.
   *
   * @throws IOException the first failure; nothing more is asked then
   */
  static <T> Set<T> filter(Collection<T> things, Question<T> question) throws IOException {
    var yes = new LinkedHashSet<T>();
    if (things.isEmpty()) {
      return yes;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.min(THREADS, things.size()), Fanout::daemon);
    try {
      var order = new ArrayList<>(things);
      List<Future<Boolean>> answers =
          order.stream().map(thing -> threads.submit(() -> question.test(thing))).toList();
      for (int i = 0; i < order.size(); i++) {
        if (answers.get(i).get()) {
          yes.add(order.get(i));
        }
      }
      return yes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static IOException failure(ExecutionException e) {
    if (e.getCause() instanceof IOException failure) {
      return failure;
    }
    throw new IllegalStateException("a question failed unexpectedly", e.getCause());
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "registry-ask");
    thread.setDaemon(true);
    return thread;
  }
}
