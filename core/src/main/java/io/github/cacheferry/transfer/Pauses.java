package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.Pace;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** The waits of a job that writes where others do. */
final class Pauses {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final RunContext context;
  private final Pace pace;
  private final DoubleSupplier jitter;

  Pauses(RunContext context, Pace pace, DoubleSupplier jitter) {
    this.context = context;
    this.pace = pace;
    this.jitter = jitter;
  }

  /** Lets another job go first; longer, the more often that was needed. Told from the second on. */
  void giveWay(String where, int times) throws CacheException.Cancelled {
    long most =
        Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(20, Math.max(0, times - 1)));
    var pause = Duration.ofNanos((long) (most * jitter.getAsDouble()));
    if (times > 1) {
      context
          .listener()
          .waiting(
              "other jobs write to " + where + " at the same time; merging again (" + times + ")",
              pause);
    }
    sleep(pause, "merge into " + where);
  }

  /** Lets the time pass in which another job may replace what was written. */
  void settle(String where, Duration time) throws CacheException.Cancelled {
    context
        .listener()
        .waiting("looking again then whether another job has replaced " + where, time);
    sleep(time, "look again at " + where);
  }

  private void sleep(Duration time, String action) throws CacheException.Cancelled {
    context.cancellation().check(action);
    try {
      pace.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled(action, Cancellation.Reason.INTERRUPTED);
    }
    context.cancellation().check(action);
  }
}
