package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.graph.Heal;
import io.github.cacheferry.graph.Healed;
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
import java.util.concurrent.ConcurrentHashMap;

/**
 * A target that takes what can be had: a blob that its source has lost, or has not as it should be,
 * does not end the copy. What is published is the cache without the results that need one.
 */
final class LossyTarget implements CacheExporter {
  private final CacheExporter target;
  private final String source;
  private final Cache whole;
  private final Set<Digest> bad = ConcurrentHashMap.newKeySet();

  /**
   * @param source what is read, for a person
   * @param whole the cache, as the source has it
   */
  LossyTarget(CacheExporter target, String source, Cache whole) {
    this.target = target;
    this.source = source;
    this.whole = whole;
  }

  /** What was wrong with the cache, as far as it was found out. */
  Healed healed() {
    return Heal.of(whole, bad);
  }

  /** How many blobs could not be had. */
  int lost() {
    return bad.size();
  }

  @Override
  public Put put(BlobSource blob, ByteCount progress) throws IOException {
    try {
      return target.put(blob, progress);
    } catch (CacheException.NotFound e) {
      return lose(blob, e);
    } catch (CacheException.Corrupt e) {
      return putAgain(blob, progress);
    }
  }

  /** What was read may have been spoilt on its way. */
  private Put putAgain(BlobSource blob, ByteCount progress) throws IOException {
    try {
      return target.put(blob, progress);
    } catch (CacheException.NotFound | CacheException.Corrupt e) {
      return lose(blob, e);
    }
  }

  private Put lose(BlobSource blob, CacheException why) throws CacheException {
    if (blob.otherwise().isPresent()) {
      throw why; // whoever asked knows another place
    }
    bad.add(blob.descriptor().digest());
    return Put.PRESENT; // there is nothing to be done for it any more
  }

  @Override
  public Published publish(Cache cache) throws IOException {
    return target.publish(sound(cache));
  }

  @Override
  public Optional<Published> publishAfter(Optional<String> seen, Cache cache) throws IOException {
    return target.publishAfter(seen, sound(cache));
  }

  private Cache sound(Cache cache) throws CacheException {
    if (bad.isEmpty()) {
      return cache;
    }
    Cache sound = Heal.of(cache, bad).cache();
    if (sound.config().layers().isEmpty()) {
      throw new CacheException.Corrupt(
          Problem.of(
              "read the cache",
              source,
              bad.size() + " blobs are missing or damaged: no step is left"));
    }
    return sound;
  }

  @Override
  public String describe() {
    return target.describe();
  }

  @Override
  public void expect() {
    target.expect();
  }

  @Override
  public boolean holds(Cache cache) throws IOException {
    return target.holds(cache);
  }

  @Override
  public List<Contribution> recorded() throws IOException {
    return target.recorded();
  }

  @Override
  public Set<Digest> missing(Collection<Descriptor> blobs) throws IOException {
    return target.missing(blobs);
  }

  @Override
  public WriteAccess access() throws IOException {
    return target.access();
  }

  @Override
  public WriteAccess prospect() throws IOException {
    return target.prospect();
  }

  @Override
  public boolean isReadOnlyForSome() {
    return target.isReadOnlyForSome();
  }

  @Override
  public Optional<String> credentials() {
    return target.credentials();
  }

  @Override
  public Duration settling() {
    return target.settling();
  }

  @Override
  public Optional<ManifestShape> shape(Cache cache) {
    return target.shape(cache);
  }

  @Override
  public void close() {
    target.close();
  }
}
