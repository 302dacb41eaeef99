package io.github.cacheferry.cache;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheManifest;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.model.TrustTier;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cache as the commands handle it: its config, the descriptors of its layers' blobs, and where it
 * came from. As long as nothing was changed it also holds the bytes that were read, so that an
 * unchanged copy keeps every digest.
 */
public final class Cache {
  private final CacheConfig config;
  private final Map<Digest, Descriptor> blobs;
  private final String origin;
  private final Optional<RawDocument> configDocument;
  private final Optional<RawDocument> manifestDocument;
  private final ManifestShape shape;
  private final List<Contribution> contributions;
  private final Optional<String> revision;

  private Cache(
      CacheConfig config,
      Map<Digest, Descriptor> blobs,
      String origin,
      ManifestShape shape,
      List<Contribution> contributions,
      Optional<String> revision,
      Optional<RawDocument> configDocument,
      Optional<RawDocument> manifestDocument) {
    this.config = config;
    this.blobs = Collections.unmodifiableMap(new LinkedHashMap<>(blobs));
    this.origin = origin;
    this.shape = shape;
    this.contributions = contributions.stream().sorted(Contribution.BY_AGE).toList();
    this.revision = revision;
    this.configDocument = configDocument;
    this.manifestDocument = manifestDocument;
  }

  /** A cache as it was read from a backend that has manifests. */
  public static Cache read(
      CacheConfig config,
      CacheManifest manifest,
      List<Contribution> contributions,
      RawDocument configDocument,
      RawDocument manifestDocument,
      String origin) {
    return new Cache(
        config,
        manifest.blobs(),
        origin,
        manifest.shape(),
        contributions,
        Optional.of(manifestDocument.descriptor().digest().toString()),
        Optional.of(configDocument),
        Optional.of(manifestDocument));
  }

  /** A cache that was made here; its documents are still to be written. */
  public static Cache made(CacheConfig config, Map<Digest, Descriptor> blobs, String origin) {
    return new Cache(
        config,
        blobs,
        origin,
        ManifestShape.OCI_IMAGE,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** This cache, with these exports recorded as what went into it; its config keeps its bytes. */
  public Cache withContributions(List<Contribution> others) {
    return new Cache(
        config, blobs, origin, shape, others, revision, configDocument, Optional.empty());
  }

  /** This cache, as it was read in this state of its backend. */
  public Cache withRevision(String read) {
    return new Cache(
        config,
        blobs,
        origin,
        shape,
        contributions,
        Optional.of(read),
        configDocument,
        manifestDocument);
  }

  /**
   * This cache with another config over (some of) the same blobs; the original bytes no longer
   * hold.
   */
  public Cache withConfig(CacheConfig other) {
    var kept = new LinkedHashMap<Digest, Descriptor>();
    for (var layer : other.layers()) {
      Descriptor blob = blobs.get(layer.blob());
      if (blob != null) {
        kept.putIfAbsent(layer.blob(), blob);
      }
    }
    return new Cache(
        other, kept, origin, shape, contributions, revision, Optional.empty(), Optional.empty());
  }

  /**
   * This cache, changed: another config over these blobs, from the same place and of the same
   * shape.
   */
  public Cache changed(CacheConfig other, Map<Digest, Descriptor> otherBlobs) {
    return new Cache(
        other,
        otherBlobs,
        origin,
        shape,
        contributions,
        revision,
        Optional.empty(),
        Optional.empty());
  }

  /** The layers and records. */
  public CacheConfig config() {
    return config;
  }

  /** The layers' blobs by digest, each once, in the order in which they were listed. */
  public Map<Digest, Descriptor> blobs() {
    return blobs;
  }

  /** Where the cache was read, for a person: {@code registry ghcr.io/acme/app:cache}. */
  public String origin() {
    return origin;
  }

  /**
   * The form in which it was read; {@link ManifestShape#OCI_IMAGE} for a cache that never had a
   * manifest.
   */
  public ManifestShape shape() {
    return shape;
  }

  /** The exports that went into it, oldest first, as far as they were recorded. */
  public List<Contribution> contributions() {
    return contributions;
  }

  /** How far the cache is trusted; empty if its writers are not known. */
  public Optional<TrustTier> tier() {
    return Contribution.tier(contributions);
  }

  /**
   * Names the state of the backend in which the cache was read, in the backend's own words; empty
   * for a cache that was made here.
   */
  public Optional<String> revision() {
    return revision;
  }

  /** The config's bytes as they were read, while nothing was changed. */
  public Optional<RawDocument> configDocument() {
    return configDocument;
  }

  /** The manifest's bytes as they were read, while nothing was changed. */
  public Optional<RawDocument> manifestDocument() {
    return manifestDocument;
  }

  /** The bytes that all blobs have together. */
  public long totalSize() {
    return blobs.values().stream().mapToLong(Descriptor::size).sum();
  }
}
