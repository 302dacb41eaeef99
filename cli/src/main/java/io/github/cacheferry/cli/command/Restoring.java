package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.Published;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.cli.report.HealedParts;
import io.github.cacheferry.cli.report.ImportReport;
import io.github.cacheferry.cli.report.ImportReport.Attempt;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.scope.ScopeName;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.LossyCopy;
import io.github.cacheferry.transfer.MergedSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Brings what the sources have into the directory: of each group of sources the first that has a
 * cache, and all of these as one.
 */
final class Restoring {
  private final Run run;
  private final OpenTargets target;
  private final MinTrust trust;
  private final RestoreOptions options;
  private final int jobs;
  private final TreeMap<Integer, Attempt> attempts = new TreeMap<>();
  private final TreeMap<Integer, MergedSource.Part> found = new TreeMap<>();
  private Optional<CacheException> stopped = Optional.empty();

  Restoring(Run run, OpenTargets target, MinTrust trust, RestoreOptions options, int jobs) {
    this.run = run;
    this.target = target;
    this.trust = trust;
    this.options = options;
    this.jobs = jobs;
  }

  /**
   * Restores.
   *
   * @param sources all sources
   * @param scoped tells their groups
   */
  void restore(OpenSources sources, ScopedSources scoped) {
    do {
      find(sources.all(), scoped, options.first());
    } while (!found.isEmpty() && !save() && stopped.isEmpty());
  }

  /** Whether there is a cache in the directory. */
  boolean hit() {
    return !found.isEmpty();
  }

  /**
   * What became of it.
   *
   * @param scoped tells the scopes of the sources
   * @param directory the directory
   */
  ImportReport report(ScopedSources scoped, CacheDirectory directory) {
    Optional<Integer> first = found.isEmpty() ? Optional.empty() : Optional.of(found.firstKey());
    return new ImportReport(
        directory.path(),
        List.copyOf(attempts.values()),
        first.flatMap(scoped::scope).map(ScopeName::text),
        first.map(place -> directory.source().toString()),
        Optional.of(directory.buildTarget().toString()));
  }

  /** Why it ended early. */
  Optional<CacheException> stopped() {
    return stopped;
  }

  /** Reads of each group what was not tried yet, until one has a cache. */
  private void find(List<OpenSources.Source> sources, ScopedSources scoped, boolean firstOnly) {
    for (int i = 0; i < sources.size() && stopped.isEmpty(); i++) {
      int group = scoped.group(i);
      boolean enough =
          found.keySet().stream().anyMatch(hit -> firstOnly || scoped.group(hit) == group);
      if (!enough && !attempts.containsKey(i)) {
        read(i, sources.get(i));
      }
    }
  }

  private void read(int place, OpenSources.Source source) {
    try {
      CacheImporter importer = source.importer();
      Optional<Cache> cache = importer.load(target::document);
      if (cache.isEmpty()) {
        attempts.put(place, Attempt.missed(source.name()));
        return;
      }
      trust.check(cache.get(), source.name());
      found.put(place, new MergedSource.Part(importer, cache.get()));
    } catch (IOException e) {
      failed(place, source.name(), e);
    }
  }

  /** Saves all that was found as one cache, or else the first of them that can be. */
  private boolean save() {
    if (found.size() == 1) {
      return saveAlone(found.firstKey());
    }
    MergedSource merged = MergedSource.of(List.copyOf(found.values()));
    try {
      LossyCopy.Result end = copy(merged, target.withinLimits(merged.cache()));
      for (int place : found.keySet()) {
        boolean first = place == found.firstKey();
        Optional<CopyResult> copy = first ? Optional.of(end.copy()) : Optional.empty();
        Attempt attempt = Attempt.restored(name(place), copy, manifest(end.copy(), merged.cache()));
        attempts.put(place, first ? attempt.healed(end.healed()) : attempt);
      }
      return true;
    } catch (IOException e) {
      CacheException failure = Run.typed("merge the caches", merged.describe(), e);
      if (failure instanceof CacheException.Cancelled) {
        found.keySet().stream().toList().forEach(place -> failed(place, name(place), failure));
        return false;
      }
      run.warn(failure.problem() + " Each is tried alone.");
      return saveFirst();
    }
  }

  private boolean saveFirst() {
    for (int place : List.copyOf(found.keySet())) {
      if (stopped.isEmpty() && found.containsKey(place) && saveAlone(place)) {
        found.keySet().retainAll(List.of(place));
        return true;
      }
    }
    return false;
  }

  private boolean saveAlone(int place) {
    MergedSource.Part part = part(place);
    try {
      LossyCopy.Result end = copy(part.importer(), part.cache());
      attempts.put(
          place,
          Attempt.restored(name(place), Optional.of(end.copy()), manifest(end.copy(), part.cache()))
              .healed(end.healed()));
      return true;
    } catch (IOException e) {
      failed(place, name(place), e);
      return false;
    }
  }

  /** Copies the cache, or what is sound of it. */
  private LossyCopy.Result copy(CacheImporter importer, Cache cache) throws CacheException {
    LossyCopy.Result end =
        options.heals()
            ? target.saveWhatIsSound(importer, cache, jobs)
            : LossyCopy.Result.whole(target.save(importer, cache, jobs).get(0).result(), cache);
    CopyResult result = end.copy();
    if (result.failure().isPresent()) {
      throw result.failure().get();
    }
    if (!result.status().isDone()) {
      throw new CacheException.Denied(
          Problem.of("write the directory", result.target(), result.reason().orElse("")));
    }
    if (end.healed().isChanged()) {
      run.warn(
          importer.describe()
              + " is not sound: "
              + HealedParts.summary(end.healed())
              + ". The rest is restored; cacheferry heal repairs the cache itself.");
    }
    return end;
  }

  private void failed(int place, String name, IOException e) {
    CacheException failure = Run.typed("read the cache", name, e);
    if (stopped.isEmpty()) {
      run.warn(failure.problem().toString());
    }
    found.remove(place);
    attempts.put(place, Attempt.failed(name, failure.problem().toString()));
    if (failure instanceof CacheException.Cancelled) {
      stopped = Optional.of(failure);
    }
  }

  private MergedSource.Part part(int place) {
    return Optional.ofNullable(found.get(place)).orElseThrow();
  }

  private String name(int place) {
    return part(place).importer().describe();
  }

  private static Optional<Digest> manifest(CopyResult result, Cache cache) {
    return result
        .published()
        .map(Published::manifest)
        .or(() -> cache.manifestDocument().map(Restoring::digest));
  }

  private static Digest digest(RawDocument document) {
    return document.descriptor().digest();
  }
}
