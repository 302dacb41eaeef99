package io.github.cacheferry.actions;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.Pace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits for entries to become readable: another job may be making one, and GitHub's look-ups lag
 * behind its finalising by some seconds.
 */
public final class Arrival {
  private static final Duration STEP = Duration.ofMillis(500);

  private final ActionsCache service;
  private final RunContext context;
  private final Pace pace;

  /** Arrivals at this service, in this time. */
  public Arrival(ActionsCache service, RunContext context, Pace pace) {
    this.service = service;
    this.context = context;
    this.pace = pace;
  }

  /** Whether the entry could be read before this time had passed. */
  public boolean await(String key, String version, Duration patience) throws IOException {
    return awaitUntil(key, version, pace.now().plus(patience));
  }

  /** Whether the entry could be read before this moment. It is looked up at least once. */
  public boolean awaitUntil(String key, String version, Instant deadline) throws IOException {
    while (true) {
      if (service.find(key, version).filter(entry -> entry.key().equals(key)).isPresent()) {
        return true;
      }
      if (!pace.now().isBefore(deadline)) {
        return false;
      }
      pause("wait for " + key);
    }
  }

  /** The time that is waited in. */
  public Instant now() {
    return pace.now();
  }

  /** Lets a short while pass. */
  public void pause(String action) throws IOException {
    context.cancellation().check(action);
    try {
      pace.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled(action, Cancellation.Reason.INTERRUPTED);
    }
  }
}
