package io.github.cacheferry.model;

import java.util.List;

/**
 * What makes BuildKit abort the import of a whole config: indices that lead nowhere and looping
 * layers.
 */
final class ConfigSoundness {
  private ConfigSoundness() {}

  /**
   * Checks the indices of both lists and that no layer stands on itself.
   *
   * @throws IllegalArgumentException naming the first layer or record that is wrong
   */
  static void check(List<CacheLayer> layers, List<CacheRecord> records) {
    for (int i = 0; i < layers.size(); i++) {
      int parent = layers.get(i).parent();
      if (parent < CacheLayer.NO_PARENT || parent >= layers.size()) {
        throw new IllegalArgumentException("layer " + i + " has invalid parent " + parent);
      }
    }
    checkLayerLoops(layers);
    for (int i = 0; i < records.size(); i++) {
      check(i, records.get(i), layers.size(), records.size());
    }
  }

  private static void check(int at, CacheRecord record, int layers, int records) {
    for (var result : record.results()) {
      checkLayer(at, result.layer(), layers);
    }
    for (var chain : record.chains()) {
      chain.layers().forEach(layer -> checkLayer(at, layer, layers));
    }
    for (var alternatives : record.inputs()) {
      for (var input : alternatives) {
        if (input.link() < 0 || input.link() >= records) {
          throw new IllegalArgumentException(
              "record " + at + " links to invalid record " + input.link());
        }
      }
    }
  }

  private static void checkLayer(int record, int layer, int layers) {
    if (layer < 0 || layer >= layers) {
      throw new IllegalArgumentException("record " + record + " names invalid layer " + layer);
    }
  }

  /** Walks every chain once: a layer is settled when its chain is known to end. */
  private static void checkLayerLoops(List<CacheLayer> layers) {
    int[] walk = new int[layers.size()];
    for (int start = 0; start < layers.size(); start++) {
      int at = start;
      while (at != CacheLayer.NO_PARENT && walk[at] == 0) {
        walk[at] = start + 1;
        at = layers.get(at).parent();
      }
      if (at != CacheLayer.NO_PARENT && walk[at] == start + 1) {
        throw new IllegalArgumentException("layer " + at + " is its own ancestor");
      }
    }
  }
}
