package io.github.cacheferry.actions;

import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks the same question of many things, a bounded number of them at a time. */
public final class Together {
  private static final int AT_ONCE = 24;

  private Together() {}

  /** What is asked of one thing. */
  @FunctionalInterface
  public interface Question<T, R> {
    R ask(T thing) throws IOException;
  }

  /**
   * The answers in the order of the things.
   *
   * @throws IOException the first failure; nothing more is asked then
   */
  public static <T, R> List<R> ask(Collection<T> things, Question<T, R> question)
      throws IOException {
    if (things.size() <= 1) {
      var only = new ArrayList<R>(1);
      for (T thing : things) {
        only.add(question.ask(thing));
      }
      return only;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.min(AT_ONCE, things.size()), Together::daemon);
    try {
      List<Future<R>> asked =
          things.stream().map(thing -> threads.submit(() -> question.ask(thing))).toList();
      var answers = new ArrayList<R>(asked.size());
      for (Future<R> one : asked) {
        answers.add(await(one));
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  /** The outcome of work that another thread does. */
  public static <R> R await(Future<R> work) throws IOException {
    try {
      return work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("ask the cache service", Cancellation.Reason.INTERRUPTED);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("a question failed unexpectedly", e.getCause());
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "cacheferry-ask");
    thread.setDaemon(true);
    return thread;
  }
}
