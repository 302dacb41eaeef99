package io.github.cacheferry.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What lists a cache's blobs on a backend that has manifests.
 *
 * @param shape the form in which it was written or is to be written
 * @param config where the cache config is
 * @param layers one descriptor for each node of the config's layer tree, in its order, so that a
 *     blob may stand twice
 * @param annotations the manifest's own; BuildKit writes none and passes over any
 */
public record CacheManifest(
    ManifestShape shape,
    Descriptor config,
    List<Descriptor> layers,
    Map<String, String> annotations) {
  public CacheManifest {
    layers = List.copyOf(layers);
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /** A manifest without annotations of its own, as BuildKit writes it. */
  public CacheManifest(ManifestShape shape, Descriptor config, List<Descriptor> layers) {
    this(shape, config, layers, Map.of());
  }

  /** The layers' descriptors, each blob once, in order. */
  public Map<Digest, Descriptor> blobs() {
    var blobs = new LinkedHashMap<Digest, Descriptor>();
    layers.forEach(layer -> blobs.putIfAbsent(layer.digest(), layer));
    return blobs;
  }
}
