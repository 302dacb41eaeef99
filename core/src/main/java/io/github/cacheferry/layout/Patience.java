package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long a lock that somebody else holds is waited for. BuildKit holds it for some milliseconds
 * and does not wait itself.
 *
 * @param limit after so long it is given up
 * @param shortest the first pause; each next one is twice as long
 * @param longest no pause is longer
 * @param flock the name or path of the program that takes BSD locks
 */
record Patience(Duration limit, Duration shortest, Duration longest, String flock) {
  static final Patience USUAL =
      new Patience(Duration.ofSeconds(10), Duration.ofMillis(10), Duration.ofMillis(250), "flock");

  /** The pause after this many tries. */
  Duration pause(int tries) {
    long factor = 1L << Math.min(tries, 20);
    Duration pause = shortest.multipliedBy(factor);
    return pause.compareTo(longest) < 0 ? pause : longest;
  }

  /** Waits so long, unless the run is stopped before. */
  static void sleep(Duration pause, String action, Cancellation cancellation)
      throws CacheException.Cancelled {
    var stopped = new CountDownLatch(1);
    Cancellation.Registration woken = cancellation.onCancel(stopped::countDown);
    try {
      if (stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        cancellation.check(action);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled(action, Cancellation.Reason.INTERRUPTED);
    } finally {
      woken.close();
    }
    cancellation.check(action);
  }
}
