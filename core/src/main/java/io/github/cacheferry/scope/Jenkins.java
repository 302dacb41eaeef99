package io.github.cacheferry.scope;

import io.github.cacheferry.scope.Variables.Value;
import java.util.Optional;

/**
 * Jenkins: multibranch projects, where {@code CHANGE_FORK} is documented to be set for forks only,
 * and the plugins that start other projects for pull requests, which do not tell.
 *
 * @see <a href="https://www.jenkins.io/doc/book/pipeline/jenkinsfile/">the variables</a>
 */
final class Jenkins implements CiSystem {
  @Override
  public Optional<Draft> read(Variables variables) {
    if (variables.get("JENKINS_URL").isEmpty()) {
      return Optional.empty();
    }
    Optional<Value> change = variables.first("CHANGE_ID");
    Draft draft =
        Draft.of("jenkins", "JENKINS_URL is set")
            .repository(
                variables
                    .get("GIT_URL")
                    .map(Jenkins::withoutLogin)
                    .or(() -> variables.get("JOB_NAME")))
            .run(variables.get("BUILD_URL"))
            .tag(variables.first("TAG_NAME"))
            .branch(change.isPresent() ? variables.first("CHANGE_BRANCH") : branch(variables))
            .pullRequest(
                change.or(
                    () ->
                        variables.first(
                            "ghprbPullId", "gitlabMergeRequestIid", "gitlabMergeRequestId")))
            .target(variables.first("CHANGE_TARGET", "ghprbTargetBranch", "gitlabTargetBranch"));
    if (variables.isTrue("BRANCH_IS_PRIMARY")) {
      draft.defaultBranch(
          variables
              .first("BRANCH_NAME")
              .map(name -> new Value(name.text(), "BRANCH_NAME, with BRANCH_IS_PRIMARY,")));
    }
    Optional<Value> fork = variables.first("CHANGE_FORK");
    if (change.isEmpty()) {
      return Optional.of(draft);
    }
    return Optional.of(
        fork.isPresent()
            ? draft.fromElsewhere(fork.get().because())
            : draft.fromHere("CHANGE_FORK, which forks' have, is not set"));
  }

  /** The name is recorded with the cache: what the address is logged in with must not be. */
  private static String withoutLogin(String address) {
    return address.replaceFirst("(?i)^([a-z][a-z0-9+.-]*://)[^/]*@", "$1");
  }

  /** The git plugin names the remote's branch, {@code origin/main}. */
  private static Optional<Value> branch(Variables variables) {
    return variables
        .first("ghprbSourceBranch", "gitlabSourceBranch", "BRANCH_NAME", "GIT_LOCAL_BRANCH")
        .or(() -> variables.first("GIT_BRANCH").map(name -> name.after("origin/").orElse(name)));
  }
}
