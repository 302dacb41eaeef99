package io.github.cacheferry.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a backend or of what was asked of it. Its subclasses tell the caller what can be
 * done: they decide on retries, on outcomes and on exit codes.
 */
public abstract sealed class CacheException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  private CacheException(Problem problem, @Nullable Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  /** The failure in its parts. */
  public Problem problem() {
    return problem;
  }

  /** What was asked for is not there. */
  public static final class NotFound extends CacheException {
    private static final long serialVersionUID = 1L;

    public NotFound(Problem problem) {
      super(problem, null);
    }
  }

  /**
   * The backend knows what was asked for and refuses it: 401, 403, a read-only token or file
   * system.
   */
  public static final class Denied extends CacheException {
    private static final long serialVersionUID = 1L;

    public Denied(Problem problem) {
      super(problem, null);
    }

    public Denied(Problem problem, Throwable cause) {
      super(problem, cause);
    }
  }

  /** The backend asks for patience, and ours ran out. */
  public static final class Throttled extends CacheException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    public Throttled(Problem problem, Optional<Duration> retryAfter) {
      super(problem, null);
      this.retryAfter = retryAfter;
    }

    /** How long the backend wants to be left alone, if it said. */
    public Optional<Duration> retryAfter() {
      return retryAfter;
    }
  }

  /** The backend cannot be reached or fails on its side: no connection, 5xx, a full disk. */
  public static final class Unavailable extends CacheException {
    private static final long serialVersionUID = 1L;

    public Unavailable(Problem problem) {
      super(problem, null);
    }

    public Unavailable(Problem problem, Throwable cause) {
      super(problem, cause);
    }
  }

  /** Bytes are not what their digest, size or format says. */
  public static final class Corrupt extends CacheException {
    private static final long serialVersionUID = 1L;

    public Corrupt(Problem problem) {
      super(problem, null);
    }

    public Corrupt(Problem problem, Throwable cause) {
      super(problem, cause);
    }
  }

  /**
   * What was asked for is understood but cannot be done here: an image that is no cache, a shape a
   * registry refuses.
   */
  public static final class Unsupported extends CacheException {
    private static final long serialVersionUID = 1L;

    public Unsupported(Problem problem) {
      super(problem, null);
    }
  }

  /** The trust policy forbids it: a writer or a cache is not trusted enough. */
  public static final class Refused extends CacheException {
    private static final long serialVersionUID = 1L;

    public Refused(Problem problem) {
      super(problem, null);
    }
  }

  /** The user's words make no sense: an unknown attribute, a missing value. */
  public static final class Usage extends CacheException {
    private static final long serialVersionUID = 1L;

    public Usage(Problem problem) {
      super(problem, null);
    }
  }

  /**
   * The run was stopped before this was done: by a signal, or because its time budget was spent.
   */
  public static final class Cancelled extends CacheException {
    private static final long serialVersionUID = 1L;

    private final Cancellation.Reason reason;

    public Cancelled(Problem problem, Cancellation.Reason reason) {
      super(problem, null);
      this.reason = reason;
    }

    /** Why the run was stopped. */
    public Cancellation.Reason reason() {
      return reason;
    }
  }
}
