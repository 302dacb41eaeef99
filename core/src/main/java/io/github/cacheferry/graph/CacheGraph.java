package io.github.cacheferry.graph;

import io.github.cacheferry.model.CacheConfig;
import java.util.Collection;
import java.util.List;

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
    return of(List.of(new Part(config, new SoundRecords(config, blob -> true))));
  }

  /** The union of the graphs. */
  static CacheGraph of(Collection<Part> parts) {
    var union = new GraphUnion();
    for (Part part : parts) {
      union.add(part.config, part.sound);
    }
    return new CacheGraph(Emission.of(union.settle(), union.chains()));
  }

  /** A config and what of it is sound. */
  record Part(CacheConfig config, SoundRecords sound) {}
}
