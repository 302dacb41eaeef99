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

/**
 * What is to become of the cache of a build that went well.
 *
 * @param command the command's name
 * @param targets where to save it
 * @param scoping whose caches the targets are
 * @param origin who writes
 * @param soft whether a failure is only a warning
 */
record BuildSave(
    String command, List<SaveTarget> targets, Scoping scoping, Origin origin, boolean soft) {
  BuildSave {
    targets = List.copyOf(targets);
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
      List<Importers.ImporterSpec> layouts)
      throws CacheException.Usage {
    try (Run run = Run.start(host, shared, command, left);
        OpenSources sources = OpenSources.open(run, layouts);
        OpenTargets open = OpenTargets.open(run, targets, origin.writer())) {
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
    var outcomes = open.saveWithinLimits(importer, origin.recordedWith(cache), jobs);
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
