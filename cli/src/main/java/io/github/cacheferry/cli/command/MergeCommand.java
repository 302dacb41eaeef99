package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.cli.report.SaveReport;
import io.github.cacheferry.cli.report.TargetOutcome;
import io.github.cacheferry.graph.Generations;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.transfer.MergedSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one cache of several. */
@Command(
    name = "cacheferry merge",
    customSynopsis = "cacheferry merge SPEC... --cache-to SPEC... [OPTION...]",
    description = {
      "Makes one cache of several: it hits whatever one of them hits.",
      "The same caches in any order give the same bytes. One merged cache is also more than several"
          + " --cache-from of one build, of which BuildKit since 0.25 loses hits. A cache that is"
          + " not there is a failure unless --skip-missing is given."
    },
    sortOptions = false,
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every target has the merged cache",
      "1:a source could not be read or is not there, or no target has the cache",
      "2:the command line makes no sense",
      "4:some targets have the cache and some do not",
      "5:the trust policy forbids it",
      "6:a source's bytes are not what they should be",
      "124:the time budget is spent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  After a matrix of jobs of which each exported to a cache of its own:",
      "  cacheferry merge --skip-missing --cache-to ghcr.io/acme/app:cache \\",
      "      ghcr.io/acme/app:cache-linux-amd64 ghcr.io/acme/app:cache-linux-arm64",
      "",
      "  Without such a job, from each of the matrix at the same time:",
      "  cacheferry export --cache-to ghcr.io/acme/app:cache --merge",
      "",
      "Environment:"
    })
public final class MergeCommand implements CliCommand {
  private static final String NAME = "merge";

  @Parameters(
      paramLabel = "SPEC",
      arity = "1..*",
      description =
          "A cache to merge: BuildKit's type=registry,ref=..., type=local,src=... or type=gha,scope=...; a bare reference is a registry's.")
  private List<String> from = new ArrayList<>();

  @Option(
      names = "--cache-to",
      required = true,
      paramLabel = "SPEC",
      description =
          "Where to save the merged cache. mode=min leaves out the layers of intermediate steps; ignore-error=true makes a failure a warning.")
  private List<String> to = new ArrayList<>();

  @Option(
      names = "--skip-missing",
      description =
          "Pass over caches that are not there, as those of jobs that were skipped or failed.")
  private boolean skipMissing;

  @Mixin private ScopeOptions scope = new ScopeOptions(false);

  @Mixin private ModeOption mode = new ModeOption();

  @Mixin private MergeOptions merge = new MergeOptions(true);

  @Option(
      names = "--dry-run",
      description = "Only show where it would read and write, and whether it could.")
  private boolean dryRun;

  @Mixin private MinTrust minTrust = new MinTrust();

  @Mixin private SharedOptions shared = new SharedOptions();

  @Override
  public int run(Host host) throws IOException {
    var redactor = host.console().redactor();
    Scoping scoping = scope.certain(host);
    var sources = new ArrayList<Importers.ImporterSpec>();
    for (String text : from) {
      sources.add(Specs.anySource(text, scoping, redactor));
    }
    Origin origin = Origin.of(host);
    origin.checkMayWrite(scoping);
    Optional<Merging> merging = merge.merging(origin);
    List<SaveTarget> targets = mode.apply(Specs.targets(to, scoping, false, redactor));
    try (Run run = Run.start(host, shared, NAME);
        OpenSources open = OpenSources.open(run, sources);
        OpenTargets openTargets = OpenTargets.open(run, targets, origin.writer())) {
      if (dryRun) {
        var look = new DryRun(NAME, run);
        look.read(open, scoping.own());
        look.write(openTargets, scoping.own());
        return look.report(shared.json());
      }
      return merge(run, open, openTargets, merging);
    }
  }

  private int merge(Run run, OpenSources sources, OpenTargets targets, Optional<Merging> merging)
      throws IOException {
    try {
      List<MergedSource.Part> parts = sources.read(minTrust, skipMissing, run);
      MergedSource merged = MergedSource.of(parts);
      List<TargetOutcome> outcomes =
          merging.isPresent()
              ? targets.merge(merged, merged.cache(), merging.get(), shared.jobs())
              : targets.saveWithinLimits(merged, kept(run, merged.cache()), shared.jobs());
      var report = new SaveReport(NAME, merged.describe(), outcomes, Optional.empty());
      run.end(report, shared.json());
      run.finish().err(text(parts, merged.cache()));
      return ExitCode.of(report);
    } catch (CacheException e) {
      run.end(new SaveReport(NAME, sources.names(), List.of(), Optional.of(e)), shared.json());
      throw e;
    }
  }

  private Cache kept(Run run, Cache merged) {
    if (merge.generations().isEmpty()) {
      return merged;
    }
    Cache kept = Generations.keep(merged, merge.generations().getAsInt());
    int records = merged.config().records().size() - kept.config().records().size();
    if (records > 0) {
      run.warn("left out what only older exports brought: " + Units.count(records, "record"));
    }
    return kept;
  }

  private static String text(List<MergedSource.Part> parts, Cache merged) {
    int records = parts.stream().mapToInt(part -> part.cache().config().records().size()).sum();
    return "merged "
        + Units.count(parts.size(), "cache")
        + ": of "
        + Units.count(records, "record")
        + " became "
        + merged.config().records().size()
        + ", with "
        + Units.count(merged.config().layers().size(), "layer")
        + " of "
        + Units.bytes(merged.totalSize());
  }
}
