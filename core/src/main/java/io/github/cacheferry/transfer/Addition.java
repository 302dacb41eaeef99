package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.model.Contribution;
import java.util.OptionalInt;

/**
 * What is to be added to what a target holds.
 *
 * @param target where, and the cache to be added there
 * @param there reads what the target holds, and its blobs
 * @param contribution what is recorded of it; its id tells whether it is still there
 * @param generations of how many exports, the newest, anything is kept; empty for all
 */
public record Addition(
    Target target, CacheImporter there, Contribution contribution, OptionalInt generations) {
  CacheExporter exporter() {
    return target.exporter();
  }

  Cache cache() {
    return target.cache();
  }
}
