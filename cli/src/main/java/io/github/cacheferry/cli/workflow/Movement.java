package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.transfer.CopyResult;
import java.util.Optional;

/**
 * A line of the summary: a cache that was to go from one place to another.
 *
 * @param source where it was read
 * @param target where it went
 * @param outcome what became of it, in the word for outputs
 * @param copy what was moved, if anything was tried
 */
public record Movement(String source, String target, String outcome, Optional<CopyResult> copy) {}
