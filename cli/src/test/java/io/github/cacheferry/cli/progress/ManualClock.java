package io.github.cacheferry.cli.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that stands until it is moved. */
final class ManualClock implements LongSupplier {
  private long nanos = 1_000;

  void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  @Override
  public long getAsLong() {
    return nanos;
  }
}
