package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.report.SaveReport;
import io.github.cacheferry.importers.Importers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Copies a cache from one backend to others. */
@Command(
    name = "cacheferry migrate",
    customSynopsis = "cacheferry migrate --cache-from SPEC --cache-to SPEC... [OPTION...]",
    description = {
      "Copies a cache from one backend to one or more others, reading it once.",
      "An unchanged copy keeps every digest; blobs that a target holds are not sent again."
    },
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every target has the cache, or GitHub's token may not write there",
      "1:the source could not be read, or no target has the cache",
      "2:the command line makes no sense",
      "4:some targets have the cache and some do not",
      "5:the trust policy forbids it",
      "6:the source's bytes are not what they should be",
      "124:the time budget is spent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry migrate --cache-from ghcr.io/acme/app:cache --cache-to type=local,dest=cache",
      "  cacheferry migrate --cache-from type=local,src=cache \\",
      "      --cache-to type=registry,ref=registry.example/app:cache,mode=min \\",
      "      --cache-to type=registry,ref=mirror.example/app:cache,ignore-error=true",
      "",
      "Environment:"
    })
public final class MigrateCommand implements CliCommand {
  private static final String NAME = "migrate";

  @Option(
      names = "--cache-from",
      required = true,
      paramLabel = "SPEC",
      description =
          "The cache to copy: BuildKit's type=registry,ref=..., type=local,src=... or type=gha,scope=...; a bare reference is a registry's.")
  private String from = "";

  @Option(
      names = "--cache-to",
      required = true,
      paramLabel = "SPEC",
      description =
          "Where to copy it. mode=min leaves out the layers of intermediate steps; ignore-error=true makes a failure a warning.")
  private List<String> to = new ArrayList<>();

  @Mixin private ScopeOptions scope = new ScopeOptions(false);

  @Mixin private ModeOption mode = new ModeOption();

  @Mixin private WantedBuilds wanted = new WantedBuilds();

  @Mixin private MergeOptions merge = new MergeOptions(false);

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
    Importers.ImporterSpec source = Specs.source(from, scoping, redactor);
    Origin origin = Origin.of(host);
    origin.checkMayWrite(scoping);
    Optional<Merging> merging = merge.merging(origin);
    List<SaveTarget> targets = mode.apply(Specs.targets(to, scoping, false, redactor));
    try (Run run = Run.start(host, shared, NAME);
        CacheImporter importer = source.open(run.context());
        OpenTargets open = OpenTargets.open(run, targets, origin.writer())) {
      if (dryRun) {
        var look = new DryRun(NAME, run);
        look.read(importer, scoping.own());
        look.write(open, scoping.own());
        return look.report(shared.json());
      }
      return migrate(run, importer, open, merging);
    }
  }

  private int migrate(
      Run run, CacheImporter importer, OpenTargets targets, Optional<Merging> merging)
      throws IOException {
    String source = importer.describe();
    try {
      Cache cache = importer.load(targets::document).orElseThrow(() -> missing(importer));
      minTrust.check(cache, source);
      var outcomes = targets.save(importer, wanted.of(cache, source), merging, shared.jobs());
      var report = new SaveReport(NAME, source, outcomes, Optional.empty());
      run.end(report, shared.json());
      return ExitCode.of(report);
    } catch (CacheException e) {
      run.end(new SaveReport(NAME, source, List.of(), Optional.of(e)), shared.json());
      throw e;
    }
  }

  /** There is nothing where the cache should be. */
  static CacheException.NotFound missing(CacheImporter importer) {
    return new CacheException.NotFound(
        Problem.of("read the cache", importer.describe(), "there is no such cache"));
  }
}
