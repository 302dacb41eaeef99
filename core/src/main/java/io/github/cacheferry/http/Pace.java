package io.github.cacheferry.http;

import io.github.cacheferry.cache.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time that retries go by: a clock and a way to let time pass. */
public interface Pace {
  /** The time of day. */
  Instant now();

  /** Returns after this time, or sooner if the run is stopped. */
  void sleep(Duration duration) throws InterruptedException;

  /** Real time. */
  static Pace real(Cancellation cancellation) {
    return new Pace() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public void sleep(Duration duration) throws InterruptedException {
        var stopped = new CountDownLatch(1);
        var registration = cancellation.onCancel(stopped::countDown);
        try {
          var unused = stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
          registration.close();
        }
      }
    };
  }
}
