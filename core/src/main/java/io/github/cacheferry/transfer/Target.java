package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;

/**
 * One place to copy to.
 *
 * @param exporter writes there; closed by whoever opened it
 * @param cache what to write there: the source's cache or one made from it, over the same blobs
 */
public record Target(CacheExporter exporter, Cache cache) {}
