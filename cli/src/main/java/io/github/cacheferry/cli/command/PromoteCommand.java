package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.report.SaveReport;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.scope.Scopes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes what a pull request has cached part of the cache of the branch that it went to. */
@Command(
    name = "cacheferry promote",
    customSynopsis = "cacheferry promote FROM TO [OPTION...]",
    description = {
      "Adds one cache to another that is trusted more: after a merge, the pull request's to the"
          + " default branch's, so that the next build there hits what the pull request built.",
      "What is added counts from then on as trusted as far as the job that promotes it. Blobs that"
          + " the registry has are not sent again. On GitHub's cache service a branch cannot read"
          + " what its pull requests saved; there this works on other backends only."
    },
    sortOptions = false,
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:promoted, or there was nothing to promote",
      "1:a cache could not be read or written",
      "2:the command line makes no sense",
      "3:with --fail-on-miss: there was nothing to promote",
      "5:the trust policy forbids it: this job may not write there",
      "6:bytes are not what they should be",
      "124:the time budget is spent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  On the default branch, after pull request 12 was merged:",
      "  cacheferry promote --from-scope pr-12 --to-scope auto \\",
      "      ghcr.io/acme/app:cache ghcr.io/acme/app:cache",
      "",
      "  cacheferry promote ghcr.io/acme/app:topic ghcr.io/acme/app:main",
      "",
      "Environment:"
    })
public final class PromoteCommand implements CliCommand {
  private static final String NAME = "promote";
  private static final String AUTO = "auto";

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description =
          "The cache to promote: BuildKit's type=registry,ref=..., type=local,src=... or type=gha,scope=...; a bare reference is a registry's.")
  private String from = "";

  @Parameters(
      index = "1",
      paramLabel = "TO",
      description = "The cache that it becomes part of; made if it is not there.")
  private String to = "";

  @Option(
      names = "--from-scope",
      paramLabel = "NAME",
      description =
          "The scope of FROM, as cacheferry scope shows it: pr-12. Default: FROM as it is.")
  private Optional<String> fromScope = Optional.empty();

  @Option(
      names = "--to-scope",
      paramLabel = "NAME",
      description =
          "The scope of TO; auto is this job's own, which after a merge is the default branch's."
              + " Default: TO as it is.")
  private Optional<String> toScope = Optional.empty();

  @Option(
      names = "--keep-generations",
      paramLabel = "N",
      converter = MergeOptions.CountConverter.class,
      description =
          "Keep what the N newest exports brought (1 to 64), so that TO does not grow for ever.")
  private Optional<Integer> generations = Optional.empty();

  @Option(names = "--fail-on-miss", description = "Exit with 3 if there is nothing to promote.")
  private boolean failOnMiss;

  @Option(
      names = "--dry-run",
      description = "Only show where it would read and write, and whether it could.")
  private boolean dryRun;

  @Mixin private MinTrust minTrust = new MinTrust();

  @Mixin private SharedOptions shared = new SharedOptions();

  @Override
  public int run(Host host) throws IOException {
    var redactor = host.console().redactor();
    Origin origin = Origin.of(host);
    Scoping writes = scoping(toScope, host);
    Scoping reads = scoping(fromScope, host);
    Importers.ImporterSpec source = Specs.anySource(from, reads, redactor);
    origin.checkMayWrite(writes);
    List<SaveTarget> targets = Specs.targets(List.of(to), writes, false, redactor);
    var merging = new Merging(origin, generations.map(OptionalInt::of).orElse(OptionalInt.empty()));
    try (Run run = Run.start(host, shared, NAME);
        CacheImporter importer = source.open(run.context());
        OpenTargets open = OpenTargets.open(run, targets, origin.writer())) {
      if (dryRun) {
        var look = new DryRun(NAME, run);
        look.read(importer, reads.own());
        look.write(open, writes.own());
        return look.report(shared.json());
      }
      return promote(run, importer, open, merging);
    }
  }

  private int promote(Run run, CacheImporter importer, OpenTargets targets, Merging merging)
      throws IOException {
    String source = importer.describe();
    try {
      Optional<Cache> cache = importer.load();
      if (cache.isEmpty()) {
        return nothing(run, source);
      }
      minTrust.check(cache.get(), source);
      Cache promoted = merging.origin().vouchedFor(cache.get());
      var report =
          new SaveReport(
              NAME,
              source,
              targets.merge(importer, promoted, merging, shared.jobs()),
              Optional.empty());
      run.end(report, shared.json());
      return ExitCode.of(report);
    } catch (CacheException e) {
      run.end(new SaveReport(NAME, source, List.of(), Optional.of(e)), shared.json());
      throw e;
    }
  }

  private int nothing(Run run, String source) {
    run.warn("nothing was promoted: there is no cache at " + source);
    run.end(new SaveReport(NAME, source, List.of(), Optional.empty()), shared.json());
    return failOnMiss ? ExitCode.MISS : ExitCode.DONE;
  }

  private static Scoping scoping(Optional<String> scope, Host host) throws CacheException.Usage {
    if (scope.isEmpty()) {
      return Scoping.none();
    }
    if (!scope.get().equals(AUTO)) {
      return Scoping.within(Scopes.only(ScopeOptions.named(scope.get())));
    }
    return host.job()
        .scopes()
        .map(scopes -> Scoping.within(Scopes.only(scopes.own())))
        .orElseThrow(
            () ->
                new CacheException.Usage(
                    new Problem(
                        "find the job's scope",
                        "",
                        Scoping.unknownReason(host.job().system()),
                        "Name one: --to-scope main.")));
  }
}
