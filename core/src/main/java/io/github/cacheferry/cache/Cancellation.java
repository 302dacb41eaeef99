package io.github.cacheferry.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one way by which a run is stopped early, shared by all that takes part in it. It is cancelled
 * once, by a signal or by {@link #expire}; everything that blocks registers how it is to be woken.
 * Safe for use by many threads.
 */
public final class Cancellation {
  /** Why a run was stopped. */
  public enum Reason {
    /** SIGINT or SIGTERM. */
    INTERRUPTED,
    /** The time budget of the run is spent. */
    TIME_BUDGET,
    /** Another part of the same run failed, so that going on is pointless. */
    FAILED
  }

  private final List<Runnable> listeners = new ArrayList<>();
  private final long deadlineNanos;
  private final boolean bounded;
  private volatile @Nullable Reason reason;

  private Cancellation(Optional<Duration> budget) {
    bounded = budget.isPresent();
    deadlineNanos = System.nanoTime() + budget.map(Duration::toNanos).orElse(0L);
  }

  /** A run that ends by itself or is cancelled by a call. */
  public static Cancellation unbounded() {
    return new Cancellation(Optional.empty());
  }

  /**
   * A run that has this much time, counted from now. It stops when {@link #check} is asked or
   * {@link #expire} called.
   */
  public static Cancellation within(Duration budget) {
    return new Cancellation(Optional.of(budget));
  }

  /** The same if there is a budget, and {@link #unbounded} if not. */
  public static Cancellation of(Optional<Duration> budget) {
    return new Cancellation(budget);
  }

  /** What is left of the time budget, never negative; empty if there is no budget. */
  public Optional<Duration> remaining() {
    return bounded
        ? Optional.of(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())))
        : Optional.empty();
  }

  /** Stops the run; only the first call counts. Listeners run in the calling thread. */
  public void cancel(Reason why) {
    List<Runnable> toWake;
    synchronized (listeners) {
      if (reason != null) {
        return;
      }
      reason = why;
      toWake = List.copyOf(listeners);
      listeners.clear();
    }
    toWake.forEach(Runnable::run);
  }

  /** Stops the run because its time budget is spent. */
  public void expire() {
    cancel(Reason.TIME_BUDGET);
  }

  /** Why the run was stopped, if it was. */
  public Optional<Reason> reason() {
    if (reason == null && bounded && System.nanoTime() - deadlineNanos >= 0) {
      expire();
    }
    return Optional.ofNullable(reason);
  }

  /**
   * Returns if the run may go on.
   *
   * @param action what would be done next, for the message
   * @throws CacheException.Cancelled if the run was stopped
   */
  public void check(String action) throws CacheException.Cancelled {
    check(action, "");
  }

  /**
   * The same, of an action that would be done there.
   *
   * @param where the place, for the message
   * @throws CacheException.Cancelled if the run was stopped
   */
  public void check(String action, String where) throws CacheException.Cancelled {
    Optional<Reason> why = reason();
    if (why.isPresent()) {
      throw cancelled(action, where, why.get());
    }
  }

  /** The exception that says that this action did not happen because of this reason. */
  public static CacheException.Cancelled cancelled(String action, Reason why) {
    return cancelled(action, "", why);
  }

  private static CacheException.Cancelled cancelled(String action, String where, Reason why) {
    String text =
        switch (why) {
          case INTERRUPTED -> "interrupted";
          case TIME_BUDGET -> "the time budget is spent";
          case FAILED -> "given up because another part failed";
        };
    return new CacheException.Cancelled(Problem.of(action, where, text), why);
  }

  /**
   * Has this run when the run is stopped (at once if it already was), until the registration is
   * closed.
   */
  public Registration onCancel(Runnable wake) {
    synchronized (listeners) {
      if (reason == null) {
        listeners.add(wake);
        return () -> remove(wake);
      }
    }
    wake.run();
    return () -> {};
  }

  private void remove(Runnable wake) {
    synchronized (listeners) {
      listeners.remove(wake);
    }
  }

  /** Ends an {@link #onCancel}. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
