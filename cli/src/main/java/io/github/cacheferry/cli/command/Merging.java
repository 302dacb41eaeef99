package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.model.TrustTier;
import io.github.cacheferry.transfer.Addition;
import io.github.cacheferry.transfer.MergeResult;
import io.github.cacheferry.transfer.MergingCopy;
import io.github.cacheferry.transfer.Target;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a save adds to what its targets hold.
 *
 * @param origin who writes
 * @param generations of how many exports anything is kept; empty for all
 */
record Merging(Origin origin, OptionalInt generations) {
  /** Adds the cache to what the target holds. */
  MergeResult save(
      Run run,
      CacheImporter source,
      Cache cache,
      SaveTarget asked,
      CacheExporter exporter,
      Optional<TrustTier> writer,
      int jobs)
      throws IOException {
    try (CacheImporter there = Specs.anySource(asked.spec().spec()).open(run.context())) {
      Cache selected = asked.select(cache);
      var addition =
          new Addition(
              new Target(exporter, selected, writer),
              there,
              origin.contribution(selected),
              generations);
      return new MergingCopy(run.context(), jobs).copy(source, addition);
    }
  }
}
