package io.github.cacheferry.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

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

  /** How many results all records have, in both forms. */
  public int results() {
    return records.stream().mapToInt(each -> each.results().size() + each.chains().size()).sum();
  }

  /** The records to which no other links, the keys of final results, ascending. */
  public List<Integer> leaves() {
    boolean[] linked = new boolean[records.size()];
    for (CacheRecord record : records) {
      record.inputs().forEach(inputs -> inputs.forEach(input -> linked[input.link()] = true));
    }
    return IntStream.range(0, linked.length).filter(at -> !linked[at]).boxed().toList();
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
