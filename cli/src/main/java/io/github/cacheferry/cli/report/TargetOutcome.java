package io.github.cacheferry.cli.report;

import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;

/**
 * What became of a target.
 *
 * @param result the copy's result
 * @param soft whether it is only a warning that the target does not have the cache; always so if it
 *     may not be written, which nothing in the step can change
 */
public record TargetOutcome(CopyResult result, boolean soft) {
  public TargetOutcome {
    soft |= result.status() == Status.SKIPPED_READONLY;
  }
}
