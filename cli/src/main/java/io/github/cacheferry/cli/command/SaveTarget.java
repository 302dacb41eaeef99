package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.ModeMin;

/**
 * A place to save to, as asked for.
 *
 * @param spec what to open
 * @param min whether only the layers of final results are wanted
 * @param soft whether its failure is only a warning
 */
record SaveTarget(Exporters.ExporterSpec spec, boolean min, boolean soft) {
  /** The same place, for this much. */
  SaveTarget withMin(boolean other) {
    return new SaveTarget(spec, other, soft);
  }

  /** What to write there. */
  Cache select(Cache cache) {
    if (!min) {
      return cache;
    }
    CacheConfig reduced = ModeMin.reduce(cache.config());
    return reduced.equals(cache.config()) ? cache : cache.withConfig(reduced);
  }
}
