package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends the parts of payloads at the same time, a bounded number of them whatever the number of
 * payloads. Parts are read while they are sent, so that memory does not grow with them.
 */
final class Blocks implements AutoCloseable {
  /**
   * The size of a part: large enough that a round trip does not count, small enough to be repeated.
   */
  static final long SIZE = 8L << 20;

  private static final int AT_ONCE = 8;

  private final ExecutorService senders;

  Blocks() {
    var count = new AtomicInteger();
    senders =
        Executors.newFixedThreadPool(
            AT_ONCE,
            work -> {
              var thread = new Thread(work, "cacheferry-block-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** How many parts a payload of this size has. */
  static int count(long size) {
    return (int) ((size + SIZE - 1) / SIZE);
  }

  /**
   * Sends all parts and returns when the last has been sent; the first failure stops those that
   * have not begun.
   */
  void send(long size, Part part) throws IOException {
    var running = new ArrayList<Future<?>>();
    for (int i = 0; i < count(size); i++) {
      int index = i;
      long offset = index * SIZE;
      long length = Math.min(SIZE, size - offset);
      running.add(
          senders.submit(
              () -> {
                part.send(index, offset, length);
                return true;
              }));
    }
    try {
      for (Future<?> one : running) {
        await(one);
      }
    } finally {
      running.forEach(one -> one.cancel(false));
    }
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }

  private static void await(Future<?> one) throws IOException {
    try {
      one.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("upload", Cancellation.Reason.INTERRUPTED);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CacheException failure) {
        throw failure;
      }
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Sends one part. */
  @FunctionalInterface
  interface Part {
    void send(int index, long offset, long length) throws IOException;
  }
}
