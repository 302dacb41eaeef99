package io.github.cacheferry.graph;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerMetadata;
import io.github.cacheferry.model.Timestamp;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is known of the blobs of one or several caches. */
final class Blobs {
  private static final String STARGZ = "containerd.io/snapshot/stargz/toc.digest";

  /**
   * Of two descriptors of the same blob the richer one is the greater: one that BuildKit can use at
   * all, then one with more of what BuildKit makes use of. The rest only makes the order total.
   */
  private static final Comparator<Descriptor> RICHER =
      Comparator.comparing((Descriptor blob) -> !blob.mediaType().isEmpty())
          .thenComparing(blob -> blob.diffId().isPresent())
          .thenComparing(blob -> time(blob).isPresent())
          .thenComparing(blob -> blob.annotations().containsKey(STARGZ))
          .thenComparing(blob -> blob.annotations().size())
          .thenComparing(blob -> time(blob).orElse(Timestamp.UNKNOWN))
          .thenComparing(Descriptor::size)
          .thenComparing(Descriptor::mediaType)
          .thenComparing(blob -> blob.annotations().toString());

  private Blobs() {}

  /** What a cache says of its blobs, in its manifest or in its layers. */
  static Map<Digest, Descriptor> of(Cache cache) {
    var blobs = new LinkedHashMap<>(cache.blobs());
    LayerMetadata.descriptors(cache.config()).forEach(blobs::putIfAbsent);
    return blobs;
  }

  /** The richest descriptor of each blob. */
  static Map<Digest, Descriptor> richest(Collection<Map<Digest, Descriptor>> sources) {
    var richest = new HashMap<Digest, Descriptor>();
    for (Map<Digest, Descriptor> source : sources) {
      source.forEach((digest, blob) -> richest.merge(digest, blob, Blobs::richer));
    }
    return richest;
  }

  private static Descriptor richer(Descriptor one, Descriptor other) {
    return one.equals(other) || RICHER.compare(one, other) >= 0 ? one : other;
  }

  /** Those that the config's layers name, in the order of the layers. */
  static Map<Digest, Descriptor> named(CacheConfig config, Map<Digest, Descriptor> blobs) {
    var named = new LinkedHashMap<Digest, Descriptor>();
    for (CacheLayer layer : config.layers()) {
      Descriptor blob = blobs.get(layer.blob());
      if (blob != null) {
        named.put(layer.blob(), blob);
      }
    }
    return named;
  }

  /** The descriptor's time of creation, if there is one that BuildKit can read. */
  static Optional<Timestamp> time(Descriptor blob) {
    String text = blob.annotations().get(Descriptor.CREATED_AT);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Timestamp(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // as good as none
    }
  }
}
