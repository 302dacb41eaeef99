package io.github.cacheferry.http;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * The one place where requests are repeated: what can pass (408, 429, most 5xx, broken connections)
 * is tried again after an exponential back-off with full jitter, or after the time that the server
 * asks for. A host that asks for patience gets it from every thread. Progress gives the attempts
 * back. Safe for use by many threads.
 */
public final class Retry {
  /** How often the same thing is tried without progress. */
  static final int ATTEMPTS = 6;

  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /** A server that wants to be left alone for longer than this is not waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration WORTH_TELLING = Duration.ofSeconds(1);
  private static final Duration SPREAD = Duration.ofMillis(500);

  private final Cancellation cancellation;
  private final TransferListener listener;
  private final Pace pace;
  private final DoubleSupplier jitter;
  private final Optional<Duration> limit;
  private final Map<String, Instant> pauses = new ConcurrentHashMap<>();

  /** Retries of a run, in real time. */
  public static Retry of(RunContext context) {
    return of(context, Pace.real(context.cancellation()));
  }

  /** Retries of a run, in this time. */
  public static Retry of(RunContext context, Pace pace) {
    return new Retry(
        context.cancellation(),
        context.listener(),
        pace,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * The same retries for a host that often asks for patience: 429 alone is no reason to give up
   * before this much time has gone since a first failure.
   */
  public Retry within(Duration time) {
    return new Retry(cancellation, listener, pace, jitter, Optional.of(time));
  }

  /**
   * Retries that go by another time.
   *
   * @param jitter gives the part of a back-off that is really waited, from 0 to 1
   */
  public Retry(
      Cancellation cancellation, TransferListener listener, Pace pace, DoubleSupplier jitter) {
    this(cancellation, listener, pace, jitter, Optional.empty());
  }

  private Retry(
      Cancellation cancellation,
      TransferListener listener,
      Pace pace,
      DoubleSupplier jitter,
      Optional<Duration> limit) {
    this.cancellation = cancellation;
    this.listener = listener;
    this.pace = pace;
    this.jitter = jitter;
    this.limit = limit;
  }

  /** What is tried. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run(Round round) throws IOException;
  }

  /**
   * Tries until it succeeds, or fails in a way that does not pass, or too often.
   *
   * @param action what is tried, for messages
   * @param host whom to leave alone when it asks for that
   * @throws IOException the last failure, the earlier ones attached to it
   */
  public <T> T run(String action, String host, Attempt<T> attempt) throws IOException {
    Round round = begin(action, host);
    while (true) {
      round.ready();
      try {
        return attempt.run(round);
      } catch (IOException e) {
        round.failed(e);
      }
    }
  }

  /** The retries of something that does not fit in one call, like a stream. */
  public Round begin(String action, String host) {
    return new Round(action, host);
  }

  /** The attempts at one thing, made by one thread at a time. */
  public final class Round {
    private final String action;
    private final String host;

    /** The last few failures, to be told with the one that ends the attempts. */
    private final ArrayDeque<IOException> earlier = new ArrayDeque<>();

    private int failures;
    private Instant firstFailure = Instant.MAX;

    private Round(String action, String host) {
      this.action = action;
      this.host = host;
    }

    /** Bytes have flowed: the next failure is a first one. */
    public void progress() {
      failures = 0;
      earlier.clear();
    }

    /** Returns when the host may be asked. */
    public void ready() throws IOException {
      while (true) {
        cancellation.check(action, host);
        Instant until = pauses.getOrDefault(host, Instant.MIN);
        Instant now = pace.now();
        if (!now.isBefore(until)) {
          return;
        }
        // Not all at the same moment: that is what the host complained of.
        var apart = Duration.ofNanos((long) (SPREAD.toNanos() * jitter.getAsDouble()));
        sleep(Duration.between(now, until).plus(apart), host + " asks for patience");
        pauses.remove(host, until);
      }
    }

    /**
     * Waits before the next attempt.
     *
     * @throws IOException the failure, if there is to be none
     */
    public void failed(IOException failure) throws IOException {
      cancellation.check(action, host);
      if (failures == 0) {
        firstFailure = pace.now();
      }
      Optional<Duration> asked = asked(failure);
      boolean throttled =
          asked.isPresent() || (failure instanceof UnexpectedStatus s && s.code() == 429);
      // A host that asks for no time at all must not be asked again and again without a pause.
      Duration wait = asked.filter(time -> !time.isZero()).orElseGet(() -> backOff(failures));
      if (!Faults.mayPass(failure) || tooOften(throttled) || tooLong(wait)) {
        earlier.stream().filter(e -> e != failure).forEach(failure::addSuppressed);
        throw failure;
      }
      failures++;
      earlier.addLast(failure);
      if (earlier.size() >= ATTEMPTS) {
        earlier.removeFirst();
      }
      if (throttled) {
        pauses.merge(host, pace.now().plus(wait), (a, b) -> a.isAfter(b) ? a : b);
      } else {
        sleep(wait, host + " failed (" + why(failure) + "), trying again");
      }
    }

    private boolean tooOften(boolean throttled) {
      return failures + 1 >= ATTEMPTS && !(throttled && limit.isPresent());
    }

    private boolean tooLong(Duration wait) {
      Duration most =
          limit.map(all -> all.minus(Duration.between(firstFailure, pace.now()))).orElse(PATIENCE);
      return wait.compareTo(most) > 0
          || cancellation.remaining().filter(rest -> rest.compareTo(wait) <= 0).isPresent();
    }

    private void sleep(Duration wait, String why) throws IOException {
      if (wait.compareTo(WORTH_TELLING) >= 0) {
        listener.waiting(why, wait);
      }
      try {
        pace.sleep(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
      cancellation.check(action, host);
    }
  }

  private Duration backOff(int failures) {
    long most = Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(failures, 20));
    return Duration.ofNanos((long) (most * jitter.getAsDouble()));
  }

  private Optional<Duration> asked(IOException failure) {
    return failure instanceof UnexpectedStatus status
        ? status.retryAfter(pace.now())
        : Optional.empty();
  }

  private static String why(IOException failure) {
    return failure instanceof UnexpectedStatus status
        ? "status " + status.code()
        : Faults.reason(failure);
  }
}
