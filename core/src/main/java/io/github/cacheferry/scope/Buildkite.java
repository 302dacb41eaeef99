package io.github.cacheferry.scope;

import io.github.cacheferry.scope.Variables.Value;
import java.util.Locale;
import java.util.Optional;

/**
 * Buildkite. The branch of a fork's pull request is {@code owner:branch}; that it is from the same
 * repository shows in the two addresses only.
 *
 * @see <a href="https://buildkite.com/docs/pipelines/configure/environment-variables">the
 *     variables</a>
 */
final class Buildkite implements CiSystem {
  /** What the number is where there is no pull request. */
  private static final String NONE = "false";

  @Override
  public Optional<Draft> read(Variables variables) {
    if (!variables.isTrue("BUILDKITE")) {
      return Optional.empty();
    }
    Draft draft =
        Draft.of("buildkite", "BUILDKITE is true")
            .repository(variables.get("BUILDKITE_REPO").map(Buildkite::repository))
            .event(variables.get("BUILDKITE_SOURCE"))
            .run(variables.get("BUILDKITE_BUILD_URL"))
            .cell(variables.get("BUILDKITE_PARALLEL_JOB"))
            .branch(variables.first("BUILDKITE_BRANCH"))
            .tag(variables.first("BUILDKITE_TAG"))
            .pullRequest(
                variables
                    .first("BUILDKITE_PULL_REQUEST")
                    .filter(number -> !number.text().equals(NONE)))
            .target(
                variables.first(
                    "BUILDKITE_PULL_REQUEST_BASE_BRANCH", "BUILDKITE_MERGE_QUEUE_BASE_BRANCH"))
            .defaultBranch(variables.first("BUILDKITE_PIPELINE_DEFAULT_BRANCH"));
    return Optional.of(origin(draft, variables));
  }

  private static Draft origin(Draft draft, Variables variables) {
    Optional<Value> branch = variables.first("BUILDKITE_BRANCH");
    if (branch.isPresent() && branch.get().text().indexOf(':') >= 0) {
      // Without a number it is a build of a fork's branch that somebody asked for.
      return draft.isPullRequest()
          ? draft.fromElsewhere(branch.get().because() + ", with a fork's owner")
          : draft.startedByAnybody(branch.get());
    }
    Optional<Value> head = variables.first("BUILDKITE_PULL_REQUEST_REPO");
    Optional<Value> base = variables.first("BUILDKITE_REPO");
    if (head.isEmpty() || base.isEmpty()) {
      return draft;
    }
    return repository(head.get().text()).equals(repository(base.get().text()))
        ? draft.fromHere("BUILDKITE_PULL_REQUEST_REPO is the same as BUILDKITE_REPO")
        : draft.fromElsewhere("BUILDKITE_PULL_REQUEST_REPO is another than BUILDKITE_REPO");
  }

  /** Host and path of {@code https://user@host/path.git}, {@code git@host:path} and the like. */
  private static String repository(String address) {
    return address
        .replaceFirst("^[A-Za-z+]+://", "")
        .replaceFirst("^[^/@]*@", "")
        .replaceFirst("^([^/:]+):(?:\\d+/)?/?", "$1/")
        .replaceFirst("(?:\\.git)?/?$", "")
        .toLowerCase(Locale.ROOT);
  }
}
