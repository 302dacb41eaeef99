package io.github.cacheferry.cli.report;

import io.github.cacheferry.transfer.CopyResult;

/**
 * What became of a target.
 *
 * @param result the copy's result
 * @param soft whether a failure is only a warning
 */
public record TargetOutcome(CopyResult result, boolean soft) {}
