package io.github.cacheferry.exporters.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.json.ManifestJson;
import io.github.cacheferry.model.CacheManifest;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.registry.RegistryClient;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a tag before it is written: its manifest, and that the registry holds what that
 * names. A tag that is new, unreadable or no cache is one of which nothing is known.
 *
 * @param manifest the manifest's digest
 * @param parsed what it says, if it is a cache's
 * @param blobs what it names
 */
record TargetState(Optional<Digest> manifest, Optional<CacheManifest> parsed, Set<Digest> blobs) {
  TargetState {
    blobs = Set.copyOf(blobs);
  }

  /** Asks the registry, once. */
  static TargetState read(RegistryClient client) throws IOException {
    try {
      return of(client.manifest(), client);
    } catch (CacheException.Corrupt | CacheException.Denied e) {
      // It is about to be replaced; whether that is allowed, access() tells.
      return unknown();
    }
  }

  /** What a tag says that names this manifest, or none. */
  static TargetState of(Optional<RawDocument> named, RegistryClient client) throws IOException {
    if (named.isEmpty()) {
      return unknown();
    }
    RawDocument manifest = named.get();
    Optional<Digest> digest = Optional.of(manifest.descriptor().digest());
    try {
      CacheManifest parsed = ManifestJson.parse(manifest.bytes(), "registry " + client.reference());
      var blobs = new HashSet<>(parsed.blobs().keySet());
      blobs.add(parsed.config().digest());
      return new TargetState(digest, Optional.of(parsed), blobs);
    } catch (CacheException.Corrupt | CacheException.Unsupported e) {
      return new TargetState(
          digest, Optional.empty(), Set.of()); // an image, say: its tag is taken over
    }
  }

  /** Nothing is known. */
  static TargetState unknown() {
    return new TargetState(Optional.empty(), Optional.empty(), Set.of());
  }

  /** Whether the tag names these documents, or ones that say the same but for when. */
  boolean is(CacheDocuments documents) {
    return manifest.filter(documents.manifest().descriptor().digest()::equals).isPresent()
        || parsed.filter(documents::repeats).isPresent();
  }

  /** Whether the blob is known to be there. */
  boolean names(Digest digest) {
    return blobs.contains(digest);
  }
}
