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
 * @param publication how the cache takes the place of what is there
 */
public record Target(
    CacheExporter exporter, Cache cache, Optional<TrustTier> writer, Publication publication) {
  /** A place where the cache replaces whatever is there. */
  public Target(CacheExporter exporter, Cache cache, Optional<TrustTier> writer) {
    this(exporter, cache, writer, Publication.REPLACING);
  }

  /** The same, which may be written by whoever can. */
  public Target(CacheExporter exporter, Cache cache) {
    this(exporter, cache, Optional.empty());
  }
}
