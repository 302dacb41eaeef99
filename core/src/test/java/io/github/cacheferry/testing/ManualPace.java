package io.github.cacheferry.testing;

import io.github.cacheferry.http.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only where somebody sleeps, and then at once. */
public final class ManualPace implements Pace {
  private final List<Duration> sleeps = new ArrayList<>();
  private Instant now;

  public ManualPace() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  /** Time that begins at this moment. */
  public ManualPace(Instant start) {
    this.now = start;
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized void sleep(Duration duration) {
    sleeps.add(duration);
    now = now.plus(duration);
  }

  /** What was slept, in order. */
  public synchronized List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }
}
