package io.github.cacheferry.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of each layer stands in a manifest's descriptors on some backends, and in the
 * config's layers on those that have no manifest. Moving a cache between the two kinds moves it
 * over.
 */
public final class LayerMetadata {
  private LayerMetadata() {}

  /**
   * The descriptors that a manifest would have for the layers; a layer that says nothing of itself
   * has none.
   */
  public static Map<Digest, Descriptor> descriptors(CacheConfig config) {
    var blobs = new LinkedHashMap<Digest, Descriptor>();
    for (CacheLayer layer : config.layers()) {
      layer
          .annotations()
          .ifPresent(known -> blobs.putIfAbsent(layer.blob(), descriptor(layer.blob(), known)));
    }
    return blobs;
  }

  /** The config as it stands beside a manifest: without annotations on its layers. */
  public static CacheConfig stripped(CacheConfig config) {
    List<CacheLayer> layers =
        config.layers().stream().map(layer -> CacheLayer.of(layer.blob(), layer.parent())).toList();
    return new CacheConfig(layers, config.records());
  }

  /**
   * The config as it stands alone: each layer says what its descriptor says. Layer types are OCI's,
   * as BuildKit has written them since 0.32.
   *
   * @throws IllegalArgumentException if a layer has no descriptor, or that has no diffID: BuildKit
   *     refuses such a config
   */
  public static CacheConfig annotated(CacheConfig config, Map<Digest, Descriptor> blobs) {
    var layers = new ArrayList<CacheLayer>(config.layers().size());
    for (CacheLayer layer : config.layers()) {
      Descriptor blob = blobs.get(layer.blob());
      if (blob == null || blob.diffId().isEmpty()) {
        throw new IllegalArgumentException(
            "layer " + layer.blob() + (blob == null ? " is in no manifest" : " has no diffID"));
      }
      layers.add(new CacheLayer(layer.blob(), layer.parent(), Optional.of(annotations(blob))));
    }
    return new CacheConfig(layers, config.records());
  }

  private static Descriptor descriptor(Digest digest, LayerAnnotations known) {
    var annotations = new TreeMap<String, String>();
    known.diffId().ifPresent(diffId -> annotations.put(Descriptor.UNCOMPRESSED, diffId.toString()));
    if (!known.createdAt().isUnknown()) {
      annotations.put(Descriptor.CREATED_AT, known.createdAt().text());
    }
    return new Descriptor(known.mediaType(), digest, known.size(), annotations);
  }

  private static LayerAnnotations annotations(Descriptor blob) {
    return new LayerAnnotations(
        MediaTypes.toOciLayer(blob.mediaType()), blob.diffId(), blob.size(), createdAt(blob));
  }

  /**
   * The time in the annotation, in UTC as BuildKit writes it here; not known if there is none that
   * makes sense.
   */
  private static Timestamp createdAt(Descriptor blob) {
    String text = blob.annotations().get(Descriptor.CREATED_AT);
    if (text == null) {
      return Timestamp.UNKNOWN;
    }
    try {
      return Timestamp.of(new Timestamp(text).instant());
    } catch (IllegalArgumentException e) {
      return Timestamp.UNKNOWN; // what cannot be read is as good as none
    }
  }
}
