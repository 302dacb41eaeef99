package io.github.cacheferry.cache;

import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where one blob's bytes can be had, as often as needed. It says what it can do, and a sink uses
 * the best of it. Safe for use by several threads; holds nothing open itself.
 */
public interface BlobSource {
  /** Which blob this is. */
  Descriptor descriptor();

  /**
   * The bytes from {@code offset} on, {@code length} of them. The stream takes care of connections
   * that break on the way. It does not know the digest: whoever reads a whole blob checks it
   * ({@link VerifiedStream}).
   *
   * @throws CacheException if the blob is gone, or cannot be read
   */
  InputStream open(long offset, long length) throws IOException;

  /**
   * All bytes, checked while they are read: reading the last one throws if digest or size are
   * wrong.
   */
  default InputStream openVerified() throws IOException {
    return new VerifiedStream(open(0, descriptor().size()), descriptor(), toString());
  }

  /** The regular file that holds exactly these bytes, if there is one. */
  default Optional<Path> file() {
    return Optional.empty();
  }

  /** Whether reading several ranges at the same time is faster than reading one after the other. */
  default boolean parallel() {
    return false;
  }

  /**
   * The registry and repository that hold the blob, if one does: another repository there can mount
   * it.
   */
  default Optional<RegistryLocation> registry() {
    return Optional.empty();
  }

  /**
   * Another place that has the same bytes, to be read if this one turns out not to have them or not
   * to have them right.
   */
  default Optional<BlobSource> otherwise() {
    return Optional.empty();
  }

  /**
   * A repository on a registry.
   *
   * @param host the registry's host and port, as in a reference
   * @param repository the repository's path
   */
  record RegistryLocation(String host, String repository) {}
}
