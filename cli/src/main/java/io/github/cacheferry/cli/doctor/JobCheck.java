package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.model.TrustTier;
import io.github.cacheferry.scope.Job;
import io.github.cacheferry.scope.ScopeName;
import io.github.cacheferry.scope.Scopes;
import java.util.ArrayList;
import java.util.List;

/** Whether the CI system tells whose caches the job reads and writes. */
final class JobCheck implements Check {
  private final Job job;
  private final boolean ownScopes;

  /**
   * @param ownScopes whether specs mean the caches of the scopes that the job's environment tells
   */
  JobCheck(Job job, boolean ownScopes) {
    this.job = job;
    this.ownScopes = ownScopes;
  }

  @Override
  public String name() {
    return "ci";
  }

  @Override
  public List<Finding> run(RunContext context) {
    if (!job.isCi()) {
      return List.of(Finding.ok("no CI system: specs are used as they are", ""));
    }
    var findings = new ArrayList<Finding>();
    if (!ownScopes) {
      findings.add(Finding.ok("specs are of the scope that --scope names", job.system()));
    } else if (job.scopes().isEmpty()) {
      findings.add(
          Finding.of(
              Trap.SCOPE_UNKNOWN,
              "its environment names no branch, tag or pull request",
              job.system()));
    } else if (job.scopes().flatMap(Scopes::defaultBranch).isEmpty()) {
      findings.add(
          Finding.of(
              Trap.DEFAULT_BRANCH_UNKNOWN,
              "neither its environment nor the checkout names the default branch",
              job.system()));
    }
    if (job.tier() == TrustTier.FORK) {
      findings.add(
          Finding.of(
              Trap.FORK,
              "the job builds what may come from a fork: servers give such jobs no rights to write",
              job.system()));
    }
    return findings.isEmpty() ? List.of(Finding.ok(asItIs(), job.system())) : findings;
  }

  private String asItIs() {
    String own = job.scopes().map(Scopes::own).map(ScopeName::text).orElse("none");
    return "scope " + own + ", trust tier " + job.tier().wire();
  }
}
