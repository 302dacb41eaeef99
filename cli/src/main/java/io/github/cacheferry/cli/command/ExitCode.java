package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.report.SaveReport;
import io.github.cacheferry.cli.report.TargetOutcome;
import io.github.cacheferry.transfer.Status;
import java.io.IOException;

/** What the process ends with. */
public final class ExitCode {
  /** Done; also a save that was skipped or that failed softly. */
  public static final int DONE = 0;

  public static final int FAILURE = 1;
  public static final int USAGE = 2;

  /** There is no such cache, and {@code --fail-on-miss} was given. */
  public static final int MISS = 3;

  /** Of several targets some got the cache and some did not. */
  public static final int PARTLY = 4;

  /** The trust policy forbids it. */
  public static final int POLICY = 5;

  /** Bytes are not what they should be. */
  public static final int INTEGRITY = 6;

  public static final int TIME_BUDGET = 124;

  /** As a shell has it for SIGINT. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** The code for a failure. */
  public static int of(IOException failure) {
    if (failure instanceof CacheException.Usage) {
      return USAGE;
    }
    if (failure instanceof CacheException.Refused) {
      return POLICY;
    }
    if (failure instanceof CacheException.Corrupt) {
      return INTEGRITY;
    }
    return failure instanceof CacheException.Cancelled cancelled ? of(cancelled.reason()) : FAILURE;
  }

  /** The code for a run that was stopped. */
  static int of(Cancellation.Reason reason) {
    return switch (reason) {
      case TIME_BUDGET -> TIME_BUDGET;
      case INTERRUPTED -> INTERRUPTED;
      case FAILED -> FAILURE;
    };
  }

  /**
   * The code for a save: a target that was told not to fail the run does not, unless the run was
   * interrupted, or what was asked for is forbidden.
   */
  static int of(SaveReport report) {
    int worst = DONE;
    boolean some = false;
    for (TargetOutcome target : report.targets()) {
      if (target.result().status().isDone()) {
        some = true;
        continue;
      }
      if (target.result().status() == Status.REFUSED) {
        return POLICY;
      }
      int code = target.result().failure().map(ExitCode::of).orElse(FAILURE);
      if (code == INTERRUPTED) {
        return INTERRUPTED;
      }
      if (!target.soft() && worst != TIME_BUDGET && (worst == DONE || code == TIME_BUDGET)) {
        worst = code;
      }
    }
    return some && worst != DONE && worst != TIME_BUDGET ? PARTLY : worst;
  }
}
