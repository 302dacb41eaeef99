package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cancellation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Wakes whatever blocks when the time budget of a run is spent. */
final class TimeBudget implements AutoCloseable {
  private final CountDownLatch ended = new CountDownLatch(1);

  private TimeBudget() {}

  /** Watches the run; does nothing if it has no budget. */
  static TimeBudget start(Cancellation cancellation) {
    var budget = new TimeBudget();
    Optional<Duration> time = cancellation.remaining();
    if (time.isPresent()) {
      var thread =
          new Thread(() -> budget.watch(cancellation, time.get()), "cacheferry-time-budget");
      thread.setDaemon(true);
      thread.start();
    }
    return budget;
  }

  private void watch(Cancellation cancellation, Duration time) {
    try {
      if (!ended.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        cancellation.expire();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does it; the thread ends
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
