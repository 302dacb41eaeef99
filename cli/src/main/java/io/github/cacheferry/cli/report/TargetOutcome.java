package io.github.cacheferry.cli.report;

import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Merged;
import java.util.Optional;

/**
 * What became of a target.
 *
 * @param result the copy's result
 * @param soft whether it is only a warning that the target does not have the cache
 * @param merged what it holds, if the cache was added to what was there
 */
public record TargetOutcome(CopyResult result, boolean soft, Optional<Merged> merged) {
  /** A target whose cache was to be replaced. */
  public TargetOutcome(CopyResult result, boolean soft) {
    this(result, soft, Optional.empty());
  }
}
