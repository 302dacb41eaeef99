package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheExporter.Published;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.graph.Heal;
import io.github.cacheferry.graph.Healed;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.TrustTier;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Heals a cache where it is: no blob moves, and the target then names what is sound of it. A cache
 * that another job has written meanwhile is not overwritten but healed in its turn.
 */
public final class Healing {
  /** Other jobs that write so often do not leave a damaged cache for long. */
  static final int MOST_ROUNDS = 10;

  private final RunContext context;
  private final CacheImporter importer;
  private final CacheExporter exporter;
  private final Optional<TrustTier> writer;
  private final Diagnosis diagnosis;

  /**
   * @param importer reads what the exporter would replace
   * @param exporter writes to the very same place
   * @param writer how far who heals is trusted; empty to ask nobody
   * @param diagnosis finds the bad blobs
   */
  public Healing(
      RunContext context,
      CacheImporter importer,
      CacheExporter exporter,
      Optional<TrustTier> writer,
      Diagnosis diagnosis) {
    this.context = context;
    this.importer = importer;
    this.exporter = exporter;
    this.writer = writer;
    this.diagnosis = diagnosis;
  }

  /**
   * Heals what is there.
   *
   * @return {@link Status#UNCHANGED} if nothing was wrong, {@link Status#SAVED} if it was healed,
   *     or why it may not be
   * @throws CacheException.NotFound if there is no cache
   * @throws CacheException if it could not be healed
   */
  public Outcome heal() throws IOException {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      context.cancellation().check("heal " + importer.describe());
      Optional<Cache> there = importer.loadOwn();
      if (there.isEmpty()) {
        return unwritable();
      }
      Cache cache = there.get();
      Healed healed = Heal.of(cache, diagnosis.bad(cache));
      if (!healed.isChanged()) {
        return Outcome.of(healed, Status.UNCHANGED);
      }
      Optional<Outcome> end = write(cache, healed);
      if (end.isPresent()) {
        return end.get();
      }
      context.listener().warned("another job has written to " + exporter.describe() + ": again");
    }
    throw new CacheException.Unavailable(
        Problem.of(
            "heal the cache",
            exporter.describe(),
            "after each of " + MOST_ROUNDS + " tries another job had written to it"));
  }

  /** Where nothing can be written there is nothing that could be replaced; what is read is told. */
  private Outcome unwritable() throws IOException {
    Cache cache = importer.load().orElseThrow(this::missing);
    if (exporter.prospect() instanceof WriteAccess.ReadOnly readOnly) {
      Healed healed = Heal.of(cache, diagnosis.bad(cache));
      return healed.isChanged()
          ? Outcome.not(healed, Status.SKIPPED_READONLY, readOnly.why())
          : Outcome.of(healed, Status.UNCHANGED);
    }
    throw missing();
  }

  /** Publishes what is sound; empty if something else is there by now. */
  private Optional<Outcome> write(Cache cache, Healed healed) throws IOException {
    if (exporter.holds(healed.cache())) {
      return Optional.of(Outcome.of(healed, Status.SAVED)); // another job has just healed it
    }
    Optional<String> refusal = Policy.refusal(exporter, writer);
    if (refusal.isPresent()) {
      return Optional.of(Outcome.not(healed, Status.REFUSED, refusal.get()));
    }
    Set<Digest> missing = exporter.missing(healed.cache().blobs().values());
    if (!missing.isEmpty()) {
      checkForm(healed.cache(), missing);
      return Optional.empty(); // lost since they were asked for
    }
    if (exporter.access() instanceof WriteAccess.ReadOnly readOnly) {
      return Optional.of(Outcome.not(healed, Status.SKIPPED_READONLY, readOnly.why()));
    }
    return exporter
        .publishAfter(cache.revision(), healed.cache())
        .map(published -> Outcome.published(healed, published));
  }

  /** What the one end reads and the other would have to store is not kept in the form written. */
  private void checkForm(Cache cache, Set<Digest> missing) throws IOException {
    List<Descriptor> wanted =
        cache.blobs().values().stream().filter(blob -> missing.contains(blob.digest())).toList();
    Set<Digest> other = new HashSet<>(missing);
    other.removeAll(importer.absent(wanted));
    if (!other.isEmpty()) {
      throw new CacheException.Unsupported(
          new Problem(
              "heal the cache",
              exporter.describe(),
              "it is not stored in the form that this spec writes",
              "Give pack=true for one that is packed, and leave it out for one that is not."));
    }
  }

  private CacheException missing() {
    return new CacheException.NotFound(
        Problem.of("heal the cache", importer.describe(), "there is no such cache"));
  }

  /** Finds the blobs of a cache that cannot be used. */
  @FunctionalInterface
  public interface Diagnosis {
    /** Those of the cache's blobs that the backend does not hold as they should be. */
    Set<Digest> bad(Cache cache) throws IOException;

    /** Asks which are not there; what is in the others is not looked at. */
    static Diagnosis absent(CacheImporter importer) {
      return cache -> importer.absent(blobs(cache));
    }

    private static Collection<Descriptor> blobs(Cache cache) {
      return cache.blobs().values();
    }
  }

  /**
   * What became of the cache.
   *
   * @param healed what was wrong with it, and what is sound
   * @param status whether it was written
   * @param published what was written
   * @param reason why it was not, if it may not be
   */
  public record Outcome(
      Healed healed, Status status, Optional<Published> published, Optional<String> reason) {
    /** A cache of which nothing was written. */
    public static Outcome of(Healed healed, Status status) {
      return new Outcome(healed, status, Optional.empty(), Optional.empty());
    }

    static Outcome not(Healed healed, Status status, String reason) {
      return new Outcome(healed, status, Optional.empty(), Optional.of(reason));
    }

    static Outcome published(Healed healed, Published published) {
      return new Outcome(healed, Status.SAVED, Optional.of(published), Optional.empty());
    }
  }
}
