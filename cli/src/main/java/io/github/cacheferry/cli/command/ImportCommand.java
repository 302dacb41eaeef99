package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.report.HealedParts;
import io.github.cacheferry.cli.report.ImportReport;
import io.github.cacheferry.cli.report.ImportReport.Attempt;
import io.github.cacheferry.cli.report.ImportReport.Outcome;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.scope.ScopeName;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.LossyCopy;
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
      "Of several sources the first that has a cache is taken; one that cannot be read is a"
          + " warning, and a miss is no failure. In CI each is looked for in the job's own scope,"
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

  @Option(
      names = "--heal",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Leave out what would fail the build or that BuildKit refuses, as cacheferry heal does,"
              + " and bring the rest (the default). With --no-heal a source that lacks a blob counts"
              + " as one that cannot be read.")
  private boolean heal;

  @Option(names = "--fail-on-miss", description = "Exit with 3 if no source has a cache.")
  private boolean failOnMiss;

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
    var attempts = new ArrayList<Attempt>();
    Optional<CacheException> stopped = Optional.empty();
    for (OpenSources.Source source : sources.all()) {
      try {
        attempts.add(attempt(run, source.importer(), target));
      } catch (IOException e) {
        CacheException failure = Run.typed("read the cache", source.name(), e);
        run.warn(failure.problem().toString());
        attempts.add(Attempt.failed(source.name(), failure.problem().toString()));
        if (failure instanceof CacheException.Cancelled) {
          stopped = Optional.of(failure);
        }
      }
      if (stopped.isPresent() || isHit(attempts)) {
        break;
      }
    }
    boolean hit = isHit(attempts);
    var report =
        new ImportReport(
            directory.path(),
            attempts,
            hit ? scoped.scope(attempts.size() - 1).map(ScopeName::text) : Optional.empty(),
            hit ? Optional.of(directory.source().toString()) : Optional.empty(),
            directory.buildTarget().toString());
    tell(report, run.finish());
    report.tell(run.workflow());
    if (dir.isPresent()) {
      // Later steps agree on another directory than this one if they are not told.
      var path = run.context().workingDirectory().resolve(directory.path());
      run.workflow().variable(CacheDirectory.VARIABLE, path.toString());
    }
    return hit ? ExitCode.DONE : missed(stopped);
  }

  private Attempt attempt(Run run, CacheImporter importer, OpenTargets target) throws IOException {
    Optional<Cache> cache = importer.load();
    if (cache.isEmpty()) {
      return Attempt.missed(importer.describe());
    }
    minTrust.check(cache.get(), importer.describe());
    LossyCopy.Result end = copy(importer, cache.get(), target);
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
    return Attempt.restored(
            importer.describe(),
            result,
            result
                .published()
                .map(CacheExporter.Published::manifest)
                .or(() -> cache.flatMap(Cache::manifestDocument).map(ImportCommand::digest)))
        .healed(end.healed());
  }

  private LossyCopy.Result copy(CacheImporter importer, Cache cache, OpenTargets target) {
    return heal
        ? target.saveWhatIsSound(importer, cache, shared.jobs())
        : LossyCopy.Result.whole(
            target.save(importer, cache, shared.jobs()).get(0).result(), cache);
  }

  private void tell(ImportReport report, Console console) {
    report
        .hit()
        .ifPresentOrElse(
            hit -> console.err("restored: " + hit.source() + " is in " + report.dir()),
            () -> console.err("miss: no source has a cache"));
    report.write(console, shared.json());
  }

  private int missed(Optional<CacheException> stopped) {
    int code = stopped.map(ExitCode::of).orElse(ExitCode.MISS);
    return failOnMiss || code == ExitCode.INTERRUPTED ? code : ExitCode.DONE;
  }

  private static boolean isHit(List<Attempt> attempts) {
    return !attempts.isEmpty() && attempts.get(attempts.size() - 1).outcome() == Outcome.RESTORED;
  }

  private static Digest digest(RawDocument document) {
    return document.descriptor().digest();
  }
}
