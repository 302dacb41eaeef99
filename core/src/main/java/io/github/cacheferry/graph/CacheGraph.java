package io.github.cacheferry.graph;

import io.github.cacheferry.model.CacheConfig;

/**
 * What a config says, whatever the order in which it says it: two configs have equal graphs if they
 * give the same results for the same keys. Records and layers that are of no use are not part of
 * it, nor are a layer's annotations.
 *
 * @param config the graph as a config in a fixed order
 */
public record CacheGraph(CacheConfig config) {
  /** The graph of a config. */
  public static CacheGraph of(CacheConfig config) {
    var union = new GraphUnion();
    union.add(config, new SoundRecords(config, blob -> true));
    return new CacheGraph(union.settle());
  }
}
