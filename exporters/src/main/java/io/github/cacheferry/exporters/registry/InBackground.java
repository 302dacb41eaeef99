package io.github.cacheferry.exporters.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that is done while the caller does something else, because it takes round trips. */
final class InBackground<T> {
  private final FutureTask<T> task;

  private InBackground(FutureTask<T> task) {
    this.task = task;
  }

  /** Begins at once; the work is expected to fail with an {@link IOException} only. */
  static <T> InBackground<T> begin(String name, Callable<T> work) {
    var task = new FutureTask<T>(work);
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return new InBackground<>(task);
  }

  /** What came out of it, when it has ended. */
  T await() throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("background work failed unexpectedly", e.getCause());
    }
  }
}
