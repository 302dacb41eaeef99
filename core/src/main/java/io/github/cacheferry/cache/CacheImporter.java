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

  /** Where the blob's bytes can be had; does no I/O. */
  BlobSource open(Descriptor blob);

  /**
   * Which of these blobs the backend does not hold.
   *
   * @throws CacheException if that cannot be told
   */
  Set<Digest> absent(Collection<Descriptor> blobs) throws IOException;

  @Override
  void close();
}
