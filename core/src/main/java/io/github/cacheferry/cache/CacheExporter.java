package io.github.cacheferry.cache;

import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.ManifestShape;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes one cache to a backend. The order of calls is: {@link #holds}, {@link #missing}, {@link
 * #access}, {@link #put} for each missing blob from as many threads as one likes, {@link #publish}.
 * Closing before publishing leaves the cache that was there.
 */
public interface CacheExporter extends AutoCloseable {
  /** What is written and where, for a person: {@code registry ghcr.io/acme/app:cache}. */
  String describe();

  /**
   * Tells that the target will be asked soon. A backend that is far away may begin to find out what
   * it holds, while the source is read. Nothing is written.
   */
  default void expect() {}

  /**
   * The bytes of a small document that the target holds and that are faster to read there than from
   * a backend that is far away, checked.
   *
   * @return empty if it does not hold them, or not as they should be
   */
  default Optional<byte[]> document(Descriptor document) throws IOException {
    return Optional.empty();
  }

  /**
   * Whether the target already names exactly this cache, so that nothing is to be done.
   *
   * @throws CacheException if that cannot be told
   */
  boolean holds(Cache cache) throws IOException;

  /**
   * The exports that are recorded with the cache that would be replaced: what its writers were
   * trusted, nobody who is trusted less may replace. Empty where the backend itself sees to that.
   *
   * @throws CacheException if that cannot be told
   */
  default List<Contribution> recorded() throws IOException {
    return List.of();
  }

  /**
   * Which of these blobs are to be put. A backend may name one that it holds where asking costs
   * more than putting: putting it then moves nothing.
   *
   * @throws CacheException if that cannot be told
   */
  Set<Digest> missing(Collection<Descriptor> blobs) throws IOException;

  /**
   * Whether the target may be written, asked before any byte moves.
   *
   * @throws CacheException if the backend cannot be asked at all
   */
  WriteAccess access() throws IOException;

  /**
   * Whether the target may be written, as far as that can be told without leaving anything there.
   * May be asked alone, without the calls before it.
   *
   * @throws CacheException if the backend cannot be asked at all
   */
  default WriteAccess prospect() throws IOException {
    return new WriteAccess.Unknown();
  }

  /**
   * Whether the backend lets some jobs only read, by rules of its own: then it is nobody's mistake
   * that a job may not write, and nothing in the job can change it.
   */
  default boolean isReadOnlyForSome() {
    return false;
  }

  /**
   * Stores the blob, once its digest and size were checked by us or by the backend. Putting a blob
   * that is there is no error.
   *
   * @param progress told of each piece of bytes that has left
   * @throws CacheException if the blob is not stored afterwards
   */
  Put put(BlobSource source, ByteCount progress) throws IOException;

  /**
   * Makes the cache visible, in one step: before it the target names the old cache, after it the
   * new one. Every blob must have been put or be there.
   *
   * @throws CacheException if the target still names what it named before
   */
  Published publish(Cache cache) throws IOException;

  /**
   * Makes a cache visible that was made from what the target named, if the target still names that:
   * a job that extends the same cache at the same time shall lose nothing.
   *
   * @param seen the {@link Cache#revision} that it was made from; empty if there was no cache
   * @return empty if the target names something else by now; then it was not touched
   * @throws CacheException if the target still names what it named before
   */
  Optional<Published> publishAfter(Optional<String> seen, Cache cache) throws IOException;

  /**
   * How long after {@link #publishAfter} another job, which had looked before it, may still replace
   * what it wrote. Zero for a backend that looks and writes in one step.
   */
  default Duration settling() {
    return Duration.ZERO;
  }

  /**
   * The shape of the manifest that it would write for this cache; empty for a backend without
   * manifests, whose caches BuildKit reads whatever their size.
   */
  default Optional<ManifestShape> shape(Cache cache) {
    return Optional.empty();
  }

  /** As {@link CacheImporter#credentials}. */
  default Optional<String> credentials() {
    return Optional.empty();
  }

  @Override
  void close();

  /** How a blob came to be stored. */
  enum Put {
    /** Its bytes were moved. */
    COPIED,
    /** The backend was told to use bytes that it has elsewhere: a mount, a hard link. */
    LINKED,
    /** It was there. */
    PRESENT
  }

  /** Told of bytes as they move. Called by many threads. */
  @FunctionalInterface
  interface ByteCount {
    void moved(long bytes);
  }

  /**
   * What was published.
   *
   * @param manifest the digest by which the cache can be named
   * @param reference where it is, in the backend's own words: {@code ghcr.io/acme/app:cache}
   */
  record Published(Digest manifest, String reference) {}
}
