package io.github.cacheferry.scope;

import io.github.cacheferry.scope.Variables.Value;
import java.util.Optional;

/**
 * GitLab CI. A merge request from a fork may run in the fork's project or in the target's; only
 * whether source and target are one project tells.
 *
 * @see <a href="https://docs.gitlab.com/ci/variables/predefined_variables/">the variables</a>
 */
final class GitLab implements CiSystem {
  @Override
  public Optional<Draft> read(Variables variables) {
    if (!variables.isTrue("GITLAB_CI")) {
      return Optional.empty();
    }
    Draft draft =
        Draft.of("gitlab", "GITLAB_CI is true")
            .repository(variables.get("CI_PROJECT_PATH"))
            .event(variables.get("CI_PIPELINE_SOURCE"))
            .run(variables.get("CI_JOB_URL"))
            .cell(variables.get("CI_JOB_NAME"))
            .branch(
                variables.first(
                    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
                    "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME",
                    "CI_COMMIT_BRANCH"))
            .tag(variables.first("CI_COMMIT_TAG"))
            .pullRequest(variables.first("CI_MERGE_REQUEST_IID", "CI_EXTERNAL_PULL_REQUEST_IID"))
            .target(
                variables.first(
                    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
                    "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME"))
            .defaultBranch(variables.first("CI_DEFAULT_BRANCH"));
    boolean external = variables.get("CI_MERGE_REQUEST_IID").isEmpty();
    return Optional.of(
        external
            ? origin(
                draft,
                variables.first("CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY"),
                variables.first("CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY"))
            : origin(
                draft,
                variables.first("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH"),
                variables.first("CI_MERGE_REQUEST_PROJECT_PATH")));
  }

  private static Draft origin(Draft draft, Optional<Value> source, Optional<Value> target) {
    if (source.isEmpty() || target.isEmpty()) {
      return draft;
    }
    return source.get().text().equals(target.get().text())
        ? draft.fromHere(source.get().because() + ", as " + target.get().from())
        : draft.fromElsewhere(source.get().because() + ", and " + target.get().because());
  }
}
