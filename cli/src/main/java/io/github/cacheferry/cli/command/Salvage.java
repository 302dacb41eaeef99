package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.wrapper.BuildTool;
import java.time.Duration;
import java.util.Optional;

/** Gets out of the builder what a failed build finished: BuildKit exports only what succeeds. */
@FunctionalInterface
interface Salvage {
  /** The way to do so with this tool; empty if there is none. */
  static Optional<Salvage> of(BuildTool tool) {
    return Optional.empty();
  }

  /**
   * Writes what there is to the build's layouts, from where it is saved.
   *
   * @param layouts the build and its layouts
   * @param child runs commands as the build was run
   * @param left how long it may take; empty for any time
   */
  void fill(BuildLayouts layouts, Child child, Optional<Duration> left) throws CacheException;
}
