package io.github.cacheferry.cache;

import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Reads one cache from a backend. Blobs may be opened by many threads. */
public interface CacheImporter extends AutoCloseable {
  /** What is read and where, for a person: {@code registry ghcr.io/acme/app:cache}. */
  String describe();

  /**
   * Reads the manifest and the config, not the blobs.
   *
   * @return empty if there is no such cache
   * @throws CacheException if that cannot be told, or what is there is no cache or not sound
   */
  Optional<Cache> load() throws IOException;

  /**
   * The same, without fetching what is at hand. A backend for which that spares nothing fetches it
   * all the same.
   */
  default Optional<Cache> load(DocumentsAtHand atHand) throws IOException {
    return load();
  }

  /**
   * Reads what an export with this very spec would replace, which is less than {@link #load} looks
   * at where one spec reads the caches of several refs.
   *
   * @return empty if there is no such cache
   * @throws CacheException as for {@link #load}
   */
  default Optional<Cache> loadOwn() throws IOException {
    return load();
  }

  /** Where the blob's bytes can be had; does no I/O. */
  BlobSource open(Descriptor blob);

  /**
   * Which of these blobs the backend does not hold.
   *
   * @throws CacheException if that cannot be told
   */
  Set<Digest> absent(Collection<Descriptor> blobs) throws IOException;

  /**
   * What has been shown to the backend so far and where it was found, without the secret itself;
   * empty where the backend asked for nothing.
   */
  default Optional<String> credentials() {
    return Optional.empty();
  }

  @Override
  void close();
}
