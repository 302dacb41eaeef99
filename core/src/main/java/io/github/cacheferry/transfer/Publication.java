package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheExporter.Published;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** How a cache takes the place of what its target names. */
@FunctionalInterface
public interface Publication {
  /** It replaces whatever is there. */
  Publication REPLACING = (exporter, cache) -> Optional.of(exporter.publish(cache));

  /**
   * Makes the cache visible, after all its blobs are there.
   *
   * @return empty if it was not done, since the target has changed meanwhile
   */
  Optional<Published> publish(CacheExporter exporter, Cache cache) throws IOException;

  /**
   * What of the cache can be written, given that the target lacks these blobs: all of it where the
   * source has them.
   *
   * @return the same object if nothing is left out
   */
  default Cache without(Cache cache, Set<Digest> missing) throws IOException {
    return cache;
  }
}
