package io.github.cacheferry.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * BuildKit's cache config: a tree of layers and a graph of records over it. Indices in both lists
 * are identities.
 *
 * <p>A config that was made here or passed the parser is sound: every index is in range and the
 * layer tree has no cycle.
 *
 * @param layers the layer tree's nodes
 * @param records the cache keys
 */
public record CacheConfig(List<CacheLayer> layers, List<CacheRecord> records) {
  /** A cache without anything in it. */
  public static final CacheConfig EMPTY = new CacheConfig(List.of(), List.of());

  public CacheConfig {
    layers = List.copyOf(layers);
    records = List.copyOf(records);
    ConfigSoundness.check(layers, records);
  }

  /** The blobs of the layer and all its parents, bottom first. */
  public List<Digest> chain(int layer) {
    var chain = new ArrayList<Digest>();
    for (int at = layer; at != CacheLayer.NO_PARENT; at = layers.get(at).parent()) {
      chain.add(layers.get(at).blob());
    }
    Collections.reverse(chain);
    return chain;
  }

  /** The blobs of the chain result, in its order. */
  public List<Digest> chain(CacheRecord.Chain chain) {
    return chain.layers().stream().map(layer -> layers.get(layer).blob()).toList();
  }
}
