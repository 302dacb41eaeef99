package io.github.cacheferry.json;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheManifest;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.model.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The two documents by which a backend with manifests knows a cache.
 *
 * @param manifest what lists the blobs
 * @param config the cache config
 */
public record CacheDocuments(RawDocument manifest, RawDocument config) {
  /** BuildKit refuses to import a manifest or config with more bytes (local and registry). */
  public static final int BUILDKIT_LIMIT = 1 << 20;

  /** The most that is read of a manifest; registries take no larger one. */
  public static final int MANIFEST_LIMIT = 4 << 20;

  /**
   * The most that is read of a config. BuildKit writes larger ones than it reads; these can still
   * be moved to gha.
   */
  public static final int CONFIG_LIMIT = 16 << 20;

  /**
   * Reads a cache whose manifest has been read.
   *
   * @param manifest the manifest, whose bytes have been checked against its digest
   * @param fetch gets the config's bytes, checked against its descriptor
   * @param origin where it is, for a person
   * @throws CacheException.Corrupt if one of them is not sound
   * @throws CacheException.Unsupported if the manifest is of something else than a cache
   */
  public static Cache read(RawDocument manifest, ConfigFetch fetch, String origin)
      throws IOException {
    CacheManifest parsed = ManifestJson.parse(manifest.bytes(), origin);
    if (parsed.config().size() > CONFIG_LIMIT) {
      throw new CacheException.Corrupt(
          Problem.of(
              "read the cache config", origin, "it has " + parsed.config().size() + " bytes"));
    }
    var config = new RawDocument(parsed.config(), fetch.fetch(parsed.config()));
    return Cache.read(
        ConfigJson.parse(config.bytes(), origin),
        parsed,
        contributions(parsed),
        config,
        typed(manifest, parsed.shape()),
        origin);
  }

  /**
   * The manifest under a type that a registry takes it by. Where it came from may have said
   * nothing, or anything.
   */
  private static RawDocument typed(RawDocument manifest, ManifestShape shape) {
    Descriptor said = manifest.descriptor();
    return MediaTypes.isManifest(said.mediaType())
        ? manifest
        : new RawDocument(said.withMediaType(shape.mediaType()), manifest.bytes());
  }

  /**
   * The documents to publish. Those that were read are used as they are, unless the cache was
   * changed or another shape is wanted.
   *
   * @param shape the wanted shape; empty to keep the cache's own
   */
  public static CacheDocuments of(Cache cache, Optional<ManifestShape> shape) {
    ManifestShape wanted = shape.orElse(cache.shape());
    RawDocument config =
        cache
            .configDocument()
            .orElseGet(
                () -> RawDocument.of(MediaTypes.CACHE_CONFIG, ConfigJson.write(cache.config())));
    if (wanted == cache.shape() && cache.manifestDocument().isPresent()) {
      return new CacheDocuments(cache.manifestDocument().get(), config);
    }
    var manifest =
        new CacheManifest(
            wanted, config.descriptor(), layers(cache, wanted), annotations(cache, wanted));
    return new CacheDocuments(
        RawDocument.of(wanted.mediaType(), ManifestJson.write(manifest)), config);
  }

  /**
   * Whether the manifest says of the exports that went into the cache, and of the cache, what these
   * documents say, so that writing them would only change a time.
   */
  public boolean repeats(CacheManifest other) {
    try {
      CacheManifest own = ManifestJson.parse(manifest.bytes(), "a manifest of our own");
      return !contributions(own).isEmpty()
          && own.shape() == other.shape()
          && own.config().equals(other.config())
          && own.layers().equals(other.layers())
          && Contribution.repeat(contributions(own), contributions(other));
    } catch (CacheException e) {
      throw new IllegalStateException(e); // it was parsed or made here
    }
  }

  /** What the manifest says of the exports that went into its cache. */
  public static List<Contribution> contributions(CacheManifest manifest) {
    return ContributionsJson.parse(
        manifest.annotations().getOrDefault(ContributionsJson.ANNOTATION, "[]"));
  }

  /** Docker's list has no annotations. */
  private static Map<String, String> annotations(Cache cache, ManifestShape shape) {
    return cache.contributions().isEmpty() || shape == ManifestShape.DOCKER_LIST
        ? Map.of()
        : Map.of(ContributionsJson.ANNOTATION, ContributionsJson.write(cache.contributions()));
  }

  /** What BuildKit will not import of this, in words for a warning. */
  public Optional<String> tooLarge() {
    var large = new ArrayList<String>();
    if (manifest.bytes().length > BUILDKIT_LIMIT) {
      large.add("its manifest has " + manifest.bytes().length + " bytes");
    }
    if (config.bytes().length > BUILDKIT_LIMIT) {
      large.add("its config has " + config.bytes().length + " bytes");
    }
    return large.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "BuildKit will not import this cache: "
                + String.join(" and ", large)
                + ", and it reads no more than "
                + BUILDKIT_LIMIT
                + ". Export with mode=min or from a fresh builder.");
  }

  /**
   * One descriptor for each layer node, as BuildKit lists them; a layer whose blob is not known is
   * passed over.
   */
  private static List<Descriptor> layers(Cache cache, ManifestShape shape) {
    CacheConfig config = cache.config();
    var layers = new ArrayList<Descriptor>(config.layers().size());
    for (CacheLayer layer : config.layers()) {
      Digest digest = layer.blob();
      Descriptor blob = cache.blobs().get(digest);
      if (blob != null) {
        layers.add(
            blob.withMediaType(
                shape == ManifestShape.DOCKER_LIST
                    ? MediaTypes.toDockerLayer(blob.mediaType())
                    : MediaTypes.toOciLayer(blob.mediaType())));
      }
    }
    return layers;
  }

  /** Gets the bytes that a descriptor names, checked. */
  @FunctionalInterface
  public interface ConfigFetch {
    byte[] fetch(Descriptor config) throws IOException;
  }
}
