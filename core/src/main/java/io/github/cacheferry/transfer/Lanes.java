package io.github.cacheferry.transfer;

import io.github.cacheferry.model.Descriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs work on blobs in two lanes. Small blobs cost round trips, so many go at once; large ones
 * cost bandwidth, so few do, largest first: with more of them each would get a smaller share of the
 * link, and the largest, which decides when all is done, would end later.
 */
public final class Lanes implements AutoCloseable {
  /** From this many bytes on a blob is large: it takes longer to move than a few round trips. */
  private static final long LARGE = 1 << 20;

  private static final int LARGE_AT_ONCE = 6;

  private final ExecutorService large;
  private final ExecutorService small;

  /** Lanes that together run at most this many at once, and at least two. */
  public Lanes(int jobs) {
    int few = Math.max(1, Math.min(LARGE_AT_ONCE, jobs / 2));
    large = Executors.newFixedThreadPool(few, threads("large"));
    small = Executors.newFixedThreadPool(Math.max(1, jobs - few), threads("small"));
  }

  /**
   * Runs the work for each blob and returns when all of it has ended.
   *
   * @throws InterruptedException if this thread was interrupted; the work that runs is interrupted
   *     too
   */
  public <T> List<T> forEach(Collection<Descriptor> blobs, Work<T> work)
      throws InterruptedException {
    var sorted = new ArrayList<>(blobs);
    sorted.sort(Comparator.comparingLong(Descriptor::size).reversed());
    var running = new ArrayList<Future<T>>(sorted.size());
    for (Descriptor blob : sorted) {
      Callable<T> task = () -> work.on(blob);
      running.add((blob.size() >= LARGE ? large : small).submit(task));
    }
    var results = new ArrayList<T>(sorted.size());
    for (Future<T> future : running) {
      results.add(await(future));
    }
    return results;
  }

  @Override
  public void close() {
    large.shutdownNow();
    small.shutdownNow();
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      // The work reports its failures in its result: what comes here is a programmer's error.
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static ThreadFactory threads(String lane) {
    var count = new AtomicInteger();
    return work -> {
      var thread = new Thread(work, "cacheferry-" + lane + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** What is done for a blob. It reports failures in its result. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Descriptor blob);
  }
}
