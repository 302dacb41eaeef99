package io.github.cacheferry.importers.local;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.layout.IndexEntry;
import io.github.cacheferry.layout.LayoutIndex;
import io.github.cacheferry.layout.OciLayout;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.SpecValues;
import java.util.Optional;

/**
 * Which of a layout's manifests is meant: one by its digest, else one by its tag, which BuildKit
 * takes to be {@code latest} where none is given.
 */
final class Selection {
  private static final String DEFAULT_TAG = "latest";

  private final Optional<Digest> digest;
  private final Optional<String> tag;

  private Selection(Optional<Digest> digest, Optional<String> tag) {
    this.digest = digest;
    this.tag = tag;
  }

  static Selection of(SpecValues values) throws CacheException.Usage {
    Optional<String> digest = values.text("digest");
    if (digest.isPresent() && !Digest.isValid(digest.get())) {
      throw new CacheException.Usage(
          new Problem(
              "understand the cache spec " + values.spec(),
              "",
              "digest=" + digest.get() + " is no digest",
              "It is sha256: and 64 lower-case hex digits."));
    }
    return new Selection(digest.map(Digest::parse), values.text("tag"));
  }

  /** What follows the directory in a description: {@code :latest}, {@code @sha256:…}. */
  String suffix() {
    return digest.map(name -> "@" + name).orElseGet(() -> ":" + tag.orElse(DEFAULT_TAG));
  }

  /** The descriptor of the manifest; its media type is empty where nothing tells it. */
  Optional<Descriptor> find(OciLayout layout, String where, Cancellation cancellation)
      throws CacheException {
    if (digest.isPresent()) {
      return Optional.of(Descriptor.of("", digest.get(), 0));
    }
    Optional<LayoutIndex> index = layout.index(cancellation);
    if (index.isEmpty()) {
      return Optional.empty();
    }
    Optional<IndexEntry> entry = index.get().find(tag.orElse(DEFAULT_TAG));
    if (entry.isEmpty() && tag.isEmpty()) {
      entry = index.get().onlyNameless();
    }
    if (entry.isPresent() && entry.get().descriptor().isEmpty()) {
      throw new CacheException.Corrupt(
          Problem.of("find the manifest", where, "index.json gives it no usable digest and size"));
    }
    return entry.flatMap(IndexEntry::descriptor);
  }
}
