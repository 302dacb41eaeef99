package io.github.cacheferry.actions;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.Pace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * Keeps new entries under GitHub's limit of 200 a minute for a repository. It remembers when the
 * last ones were made, so that there never is a minute with more; some are left for other jobs.
 * Other servers have no such limit. Safe for use by many threads.
 */
public final class CreationLimit {
  private static final int A_MINUTE = 180;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

  private final int most;
  private final Pace pace;
  private final RunContext context;
  private final ArrayDeque<Instant> made = new ArrayDeque<>();

  CreationLimit(int most, Pace pace, RunContext context) {
    this.most = most;
    this.pace = pace;
    this.context = context;
  }

  /** The limit of the service: GitHub's own, or none. */
  public static CreationLimit of(ServiceEndpoint endpoint, RunContext context, Pace pace) {
    boolean github =
        endpoint.baseUrl().matches("https://[^/]*\\.(githubusercontent\\.com|ghe\\.com)/.*");
    return new CreationLimit(github ? A_MINUTE : Integer.MAX_VALUE, pace, context);
  }

  /** Returns when one more entry may be made, and counts it. */
  public void take() throws IOException {
    while (true) {
      context.cancellation().check("make an entry");
      Duration wait = tryTake();
      if (wait.isZero()) {
        return;
      }
      if (wait.compareTo(WORTH_TELLING) >= 0) {
        context.listener().waiting("GitHub takes 200 new entries a minute", wait);
      }
      try {
        pace.sleep(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Cancellation.cancelled("make an entry", Cancellation.Reason.INTERRUPTED);
      }
    }
  }

  private synchronized Duration tryTake() {
    if (most == Integer.MAX_VALUE) {
      return Duration.ZERO;
    }
    Instant now = pace.now();
    while (!made.isEmpty() && !made.peekFirst().plus(WINDOW).isAfter(now)) {
      made.removeFirst();
    }
    if (made.size() < most) {
      made.addLast(now);
      return Duration.ZERO;
    }
    return Duration.between(now, made.getFirst().plus(WINDOW));
  }
}
