package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.model.TrustTier;
import java.util.Optional;

/**
 * One place to copy to.
 *
 * @param exporter writes there; closed by whoever opened it
 * @param cache what to write there: the source's cache or one made from it, over the same blobs
 * @param writer how far who writes is trusted; empty to ask nobody
 */
public record Target(CacheExporter exporter, Cache cache, Optional<TrustTier> writer) {
  /** A place that may be written by whoever can. */
  public Target(CacheExporter exporter, Cache cache) {
    this(exporter, cache, Optional.empty());
  }
}
