package io.github.cacheferry.serve;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server's threads: a bounded number that serve one request each, with a bounded queue before
 * them, and one that ends what takes too long. A request that finds the queue full has its
 * connection closed.
 */
final class Workers implements Executor, AutoCloseable {
  private static final int THREADS = 64;
  private static final int QUEUE = 1024;
  private static final int IDLE_SECONDS = 10;
  private static final int GRACE_SECONDS = 3;

  private static final ThreadLocal<Patience> CURRENT = new ThreadLocal<>();

  private final Set<Patience> running = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor pool;
  private final ScheduledExecutorService clockwork;
  private final Duration idle;

  /**
   * @param idle how long a client may rest in the middle of a request
   */
  Workers(Duration idle) {
    this.idle = idle;
    pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            daemons("cacheferry-serve-"));
    pool.allowCoreThreadTimeOut(true);
    clockwork = Executors.newSingleThreadScheduledExecutor(daemons("cacheferry-serve-clock-"));
    every(Duration.ofMillis(Math.max(1, idle.toMillis() / 4)), this::endWaits);
  }

  private static ThreadFactory daemons(String name) {
    var number = new AtomicInteger();
    return task -> {
      var thread = new Thread(task, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private void endWaits() {
    long now = System.nanoTime();
    running.forEach(patience -> patience.check(now));
  }

  /** Does this from time to time. */
  final void every(Duration interval, Runnable chore) {
    long nanos = interval.toNanos();
    var unused = clockwork.scheduleWithFixedDelay(chore, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** The patience of the request that the calling thread serves. */
  static Patience patience() {
    return CURRENT.get();
  }

  @Override
  public void execute(Runnable request) {
    pool.execute(
        () -> {
          var patience = new Patience(idle);
          CURRENT.set(patience);
          running.add(patience);
          // Until the handler is called, the thread waits for the request's head.
          patience.begin();
          try {
            request.run();
          } finally {
            patience.end();
            running.remove(patience);
            CURRENT.remove();
          }
        });
  }

  /** Lets running requests come to their end for a few seconds, then ends them. */
  @Override
  public void close() {
    clockwork.shutdownNow();
    pool.shutdown();
    try {
      if (!pool.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
