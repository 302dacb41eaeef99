package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cli.report.SaveReport;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.transfer.MergedSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to become of the cache of a build.
 *
 * @param command the command's name
 * @param targets where to save it
 * @param scoping whose caches the targets are
 * @param origin who writes
 * @param merging how to add to what the targets hold; empty to replace it
 * @param soft whether a failure is only a warning
 */
record BuildSave(
    String command,
    List<SaveTarget> targets,
    Scoping scoping,
    Origin origin,
    Optional<Merging> merging,
    boolean soft) {
  BuildSave {
    targets = List.copyOf(targets);
  }

  /** The same, which replaces nothing. */
  BuildSave adding() {
    return merging.isPresent()
        ? this
        : new BuildSave(
            command,
            targets,
            scoping,
            origin,
            Optional.of(new Merging(origin, OptionalInt.empty())),
            soft);
  }

  /**
   * Saves as one cache what the build left in these layouts, and says so on stderr.
   *
   * @param left how long it may take
   * @return the exit code
   */
  int run(
      Host host,
      SharedOptions shared,
      Optional<Duration> left,
      List<Importers.ImporterSpec> layouts) {
    try (Run run = Run.start(host, shared, command, left);
        OpenSources sources = OpenSources.openAnyway(run, layouts);
        OpenTargets open = OpenTargets.openAnyway(run, targets, origin.writer())) {
      SaveReport report;
      try {
        if (scoping.trouble().isPresent()) { // another branch's cache may be where the specs say
          throw scoping.trouble().get();
        }
        report = save(run, sources, open, shared.jobs());
      } catch (IOException e) {
        CacheException failure = Run.typed("read the build's cache", sources.names(), e);
        report = new SaveReport(command, sources.names(), List.of(), Optional.of(failure));
      }
      return tell(run, report, shared.json());
    }
  }

  private SaveReport save(Run run, OpenSources sources, OpenTargets open, int jobs)
      throws IOException {
    List<MergedSource.Part> parts = sources.read(new MinTrust(), true, run);
    CacheImporter importer = parts.size() == 1 ? parts.get(0).importer() : MergedSource.of(parts);
    Cache cache = parts.size() == 1 ? parts.get(0).cache() : ((MergedSource) importer).cache();
    // Merging records this export itself.
    var outcomes =
        merging.isPresent()
            ? open.merge(importer, cache, merging.get(), jobs)
            : open.saveWithinLimits(importer, origin.recordedWith(cache), jobs);
    return new SaveReport(command, importer.describe(), outcomes, Optional.empty());
  }

  private int tell(Run run, SaveReport report, boolean json) {
    var console = run.finish();
    report
        .failure()
        .map(failure -> failure.problem().toString())
        .ifPresent(soft ? run.workflow()::warning : run.workflow()::error);
    report.tell(run.workflow());
    report.write(console.dataOnErr(), json);
    int code = report.failure().map(ExitCode::of).orElseGet(() -> ExitCode.of(report));
    return soft && code != ExitCode.INTERRUPTED ? ExitCode.DONE : code;
  }
}
