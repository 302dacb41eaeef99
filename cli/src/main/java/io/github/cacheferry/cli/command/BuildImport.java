package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.report.ImportReport;
import io.github.cacheferry.exporters.Exporters;
import java.util.List;
import java.util.Optional;

/**
 * What is to be brought to a build.
 *
 * @param command the command's name
 * @param sources where to look for it
 * @param scoping whose caches the sources are
 * @param options how it becomes one cache
 * @param trust which of the sources may be read
 * @param time how long it may take, with all else that goes before the build
 */
record BuildImport(
    String command,
    ScopedSources sources,
    Scoping scoping,
    RestoreOptions options,
    MinTrust trust,
    Cancellation time) {
  /** Whether there is anything to look for. */
  boolean isAny() {
    return !sources.specs().isEmpty();
  }

  /** Brings what there is, and says so on stderr; without sources nothing is asked. */
  Restored run(Host host, SharedOptions shared, CacheDirectory directory)
      throws CacheException.Usage {
    if (!isAny()) {
      return new Restored(false, Optional.empty());
    }
    var target = new SaveTarget(Exporters.check(directory.target()), false, true);
    try (Run run = Run.start(host, shared, command, time.remaining());
        OpenSources open = OpenSources.openAnyway(run, sources.specs());
        OpenTargets targets = OpenTargets.openAnyway(run, List.of(target), Optional.empty())) {
      scoping
          .trouble()
          .ifPresent(why -> run.warn(why.problem() + " The specs are read as they are."));
      var restoring = new Restoring(run, targets, trust, options, shared.jobs());
      restoring.restore(open, sources);
      ImportReport report = restoring.report(sources, directory);
      run.finish().err(report.summary());
      report.tell(run.workflow());
      Cancellation cancellation = run.context().cancellation();
      return new Restored(restoring.hit(), ends(restoring, cancellation));
    }
  }

  /** With what the run ends here, without a build, if it does. */
  private Optional<Integer> ends(Restoring restoring, Cancellation cancellation) {
    if (cancellation.reason().filter(Cancellation.Reason.INTERRUPTED::equals).isPresent()) {
      return Optional.of(ExitCode.INTERRUPTED);
    }
    return restoring.hit()
        ? Optional.empty()
        : Optional.of(options.missed(restoring.stopped())).filter(code -> code != ExitCode.DONE);
  }

  /**
   * What became of it.
   *
   * @param hit whether the directory has a cache
   * @param end the exit code if there is to be no build
   */
  record Restored(boolean hit, Optional<Integer> end) {}
}
