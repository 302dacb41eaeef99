package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.report.SaveReport;
import io.github.cacheferry.cli.workflow.Workflow;
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
        report = save(sources, open, shared.jobs());
      } catch (IOException e) {
        CacheException failure = Run.typed("read the build's cache", sources.names(), e);
        report = new SaveReport(command, sources.names(), List.of(), Optional.of(failure));
      }
      return tell(run.finish(), run.workflow(), report, shared.json());
    }
  }

  private SaveReport save(OpenSources sources, OpenTargets open, int jobs) throws IOException {
    List<MergedSource.Part> parts = sources.present();
    if (parts.isEmpty()) {
      return new SaveReport(command, sources.names(), List.of(), Optional.empty());
    }
    CacheImporter importer = parts.size() == 1 ? parts.get(0).importer() : MergedSource.of(parts);
    Cache cache = parts.size() == 1 ? parts.get(0).cache() : ((MergedSource) importer).cache();
    // Merging records this export itself.
    var outcomes =
        merging.isPresent()
            ? open.merge(importer, cache, merging.get(), jobs)
            : open.saveWithinLimits(importer, origin.recordedWith(cache), jobs);
    return new SaveReport(command, importer.describe(), outcomes, Optional.empty());
  }

  /** Says that the build left no cache in this place. */
  int nothing(Host host, SharedOptions shared, String place) {
    var report = new SaveReport(command, place, List.of(), Optional.empty());
    return tell(host.console(), host.workflow(command), report, shared.json());
  }

  /**
   * Ends a run whose good build was not given a layout to write.
   *
   * @param reason why, which was a warning before the build
   * @return the exit code
   */
  int unwritten(Host host, SharedOptions shared, String reason) {
    var failure = new CacheException.Unavailable(Problem.of("save the build's cache", "", reason));
    Workflow workflow = host.workflow(command);
    if (!soft) {
      workflow.error(failure.problem().toString());
    }
    var report = new SaveReport(command, "the build", List.of(), Optional.of(failure));
    report.tell(workflow);
    report.write(host.console().dataOnErr(), shared.json());
    return soft ? ExitCode.DONE : ExitCode.FAILURE;
  }

  private int tell(Console console, Workflow workflow, SaveReport report, boolean json) {
    boolean nothing = report.outcome().equals(SaveReport.NO_CACHE);
    if (nothing) {
      say(workflow, "nothing was saved: the build left no cache in " + report.source());
    }
    report.failure().ifPresent(failure -> say(workflow, failure.problem().toString()));
    report.tell(workflow);
    report.write(console.dataOnErr(), json);
    int saved = nothing ? ExitCode.FAILURE : ExitCode.of(report);
    int code = report.failure().map(ExitCode::of).orElse(saved);
    return soft && code != ExitCode.INTERRUPTED ? ExitCode.DONE : code;
  }

  private void say(Workflow workflow, String message) {
    if (soft) {
      workflow.warning(message);
    } else {
      workflow.error(message);
    }
  }
}
