package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.report.ScopeReport;
import io.github.cacheferry.scope.Scopes;
import io.github.cacheferry.spec.CacheSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows whose caches the job reads and writes. */
@Command(
    name = "cacheferry scope",
    customSynopsis = "cacheferry scope [OPTION...] [SPEC...]",
    description = {
      "Shows whose caches this job reads and writes, what that is derived from and why, and how"
          + " far the job is trusted. With specs: what these become. Nobody is asked.",
      "A job writes to its own scope only, and reads its own, then the pull request's target's,"
          + " then the default branch's."
    },
    parameterListHeading = "%nArguments:%n",
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown, whether or not there is a scope",
      "2:the command line makes no sense"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry scope",
      "  cacheferry scope --scope-by image=api,platform ghcr.io/acme/app:cache type=gha",
      "",
      "Environment:",
      "  GITHUB_*, CI_*, CIRCLE_*, BUILDKITE_*, BUILD_* and SYSTEM_*, BITBUCKET_*, BRANCH_NAME",
      "  and CHANGE_*                        what GitHub (Gitea, Forgejo), GitLab, CircleCI,",
      "                                      Buildkite, Azure Pipelines, Bitbucket and Jenkins set",
      "  CACHEFERRY_DEFAULT_BRANCH           the default branch, where the CI does not tell it",
      "  CACHEFERRY_TARGET_BRANCH            a pull request's target, where the CI does not"
    })
public final class ScopeCommand implements CliCommand {
  @Parameters(
      paramLabel = "SPEC",
      arity = "0..*",
      description = "A spec as for --cache-from or --cache-to.")
  private List<String> specs = new ArrayList<>();

  @Mixin private ScopeOptions scope = new ScopeOptions(true);

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public int run(Host host) throws IOException {
    Optional<Scopes> scopes = scope.scopes(host);
    Scoping scoping = scopes.map(Scoping::within).orElseGet(Scoping::none);
    var uses = new ArrayList<ScopeReport.Use>();
    for (String text : specs) {
      uses.add(use(text, Specs.parse(text, host.console().redactor()), scoping));
    }
    new ScopeReport(host.job(), scopes, uses).write(host.console(), output.json());
    return ExitCode.DONE;
  }

  private static ScopeReport.Use use(String text, CacheSpec spec, Scoping scoping)
      throws CacheException.Usage {
    var reads = new ArrayList<String>();
    for (Scoping.Scoped read : scoping.reads(Specs.anySource(spec).spec())) {
      reads.add(read.spec().toString());
    }
    return new ScopeReport.Use(text, reads, write(spec, scoping));
  }

  /** Empty for a spec that cannot be written in a scope. */
  private static Optional<String> write(CacheSpec spec, Scoping scoping) {
    var attributes = new LinkedHashMap<String, String>();
    spec.attributes()
        .forEach((name, value) -> attributes.put(name.equals("src") ? "dest" : name, value));
    try {
      return Optional.of(scoping.write(new CacheSpec(spec.type(), attributes)).toString());
    } catch (CacheException.Usage e) {
      return Optional.empty(); // it names one cache by its digest
    }
  }
}
