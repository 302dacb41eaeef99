package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.report.ImportReport;
import io.github.cacheferry.exporters.Exporters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a cache into a directory that a build can read. */
@Command(
    name = "cacheferry import",
    customSynopsis = "cacheferry import --cache-from SPEC... [--dir DIR] [OPTION...]",
    description = {
      "Brings a cache into a directory before a build and prints the flags to give to the build.",
      "The caches of several sources become one, which hits whatever one of them hits; one that"
          + " cannot be read is a warning, and a miss is no failure. In CI each is looked for in the job's own scope,"
          + " then in the pull request's target's, then in the default branch's."
    },
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:restored, or missed without --fail-on-miss",
      "2:the command line makes no sense",
      "3:with --fail-on-miss: no source has a cache",
      "124:with --fail-on-miss: the time budget is spent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  flags=$(cacheferry import --cache-from ghcr.io/acme/app:branch --cache-from ghcr.io/acme/app:main)",
      "  docker buildx build $flags .",
      "  cacheferry export --cache-to ghcr.io/acme/app:branch",
      "",
      "Environment:",
      "  CACHEFERRY_DIR                      the directory, if --dir is not given; else",
      "                                      $RUNNER_TEMP/cacheferry, else",
      "                                      ~/.cache/cacheferry/layout ($XDG_CACHE_HOME)"
    })
public final class ImportCommand implements CliCommand {
  private static final String NAME = "import";

  @Option(
      names = "--cache-from",
      required = true,
      paramLabel = "SPEC",
      description =
          "Where to look: BuildKit's type=registry,ref=..., type=local,src=... or type=gha,scope=...; a bare reference is a registry's. May be repeated.")
  private List<String> from = new ArrayList<>();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "The directory to bring the cache to, an OCI layout; see below for the default. On GitHub later steps get it as CACHEFERRY_DIR.")
  private Optional<String> dir = Optional.empty();

  @Mixin private RestoreOptions restoring = new RestoreOptions();

  @Mixin private ScopeOptions scope = new ScopeOptions(true);

  @Option(
      names = "--dry-run",
      description = "Only show where it would read and write, and whether it could.")
  private boolean dryRun;

  @Mixin private MinTrust minTrust = new MinTrust();

  @Mixin private SharedOptions shared = new SharedOptions();

  @Override
  public int run(Host host) throws IOException {
    var redactor = host.console().redactor();
    CacheDirectory directory = CacheDirectory.of(dir, host);
    var target = new SaveTarget(Exporters.check(directory.target()), false, true);
    Scoping scoping = scope.scoping(host);
    ScopedSources sources = ScopedSources.of(from, scoping, redactor);
    try (Run run = Run.start(host, shared, NAME);
        OpenSources open = OpenSources.open(run, sources.specs());
        OpenTargets targets = OpenTargets.open(run, List.of(target), Optional.empty())) {
      scoping
          .trouble()
          .ifPresent(why -> run.warn(why.problem() + " The specs are read as they are."));
      if (dryRun) {
        var look = new DryRun(NAME, run);
        look.read(open, sources);
        look.write(targets, Optional.empty());
        return look.report(shared.json());
      }
      return bring(run, sources, open, targets, directory);
    }
  }

  private int bring(
      Run run,
      ScopedSources scoped,
      OpenSources sources,
      OpenTargets target,
      CacheDirectory directory) {
    var all = new Restoring(run, target, minTrust, restoring, shared.jobs());
    all.restore(sources, scoped);
    ImportReport report = all.report(scoped, directory);
    if (!isWritable(run, directory)) {
      report = report.withoutTarget();
    }
    tell(report, run.finish());
    report.tell(run.workflow());
    if (dir.isPresent()) {
      // Later steps agree on another directory than this one if they are not told.
      var path = run.context().workingDirectory().resolve(directory.path());
      run.workflow().variable(CacheDirectory.VARIABLE, path.toString());
    }
    return all.hit() ? ExitCode.DONE : restoring.missed(all.stopped());
  }

  /** Whether a build can write its cache there; it fails if it is told to and cannot. */
  private static boolean isWritable(Run run, CacheDirectory directory) {
    String there = run.context().workingDirectory().resolve(directory.path()).toString();
    try {
      new CacheDirectory(there).checkWritable();
      return true;
    } catch (CacheException e) {
      run.warn(e.problem() + ". The build is told to write no cache.");
      return false;
    }
  }

  private void tell(ImportReport report, Console console) {
    console.err(report.summary());
    report.write(console, shared.json());
  }
}
