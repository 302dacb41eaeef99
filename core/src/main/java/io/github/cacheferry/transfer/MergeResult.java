package io.github.cacheferry.transfer;

import java.util.Optional;

/**
 * What became of a target that a cache was to be added to.
 *
 * @param copy what was moved in all rounds, and how it ended
 * @param merged what the target holds, if that is known
 */
public record MergeResult(CopyResult copy, Optional<Merged> merged) {}
