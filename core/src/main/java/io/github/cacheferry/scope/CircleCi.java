package io.github.cacheferry.scope;

import io.github.cacheferry.scope.Variables.Value;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CircleCI. It has no variable for a pull request's target or the default branch: a config can map
 * the pipeline's values to {@code CACHEFERRY_TARGET_BRANCH} and {@code CACHEFERRY_DEFAULT_BRANCH}.
 *
 * @see <a href="https://circleci.com/docs/reference/variables/">the variables</a>
 */
final class CircleCi implements CiSystem {
  private static final Pattern ADDRESS = Pattern.compile(".*/(\\d+)");

  @Override
  public Optional<Draft> read(Variables variables) {
    if (!variables.isTrue("CIRCLECI")) {
      return Optional.empty();
    }
    Optional<Value> branch = variables.first("CIRCLE_BRANCH");
    Optional<Value> forks = variables.first("CIRCLE_PR_NUMBER");
    Optional<Value> pullBranch = branch.flatMap(name -> name.after("pull/"));
    Draft draft =
        Draft.of("circleci", "CIRCLECI is true")
            .repository(repository(variables))
            .run(variables.get("CIRCLE_BUILD_URL"))
            .cell(cell(variables))
            .branch(branch)
            .tag(variables.first("CIRCLE_TAG"))
            .pullRequest(
                forks
                    .or(() -> pullBranch)
                    .or(() -> variables.first("CIRCLE_PULL_REQUEST").flatMap(CircleCi::number)));
    if (forks.isPresent()) {
      return Optional.of(draft.fromElsewhere("CIRCLE_PR_NUMBER is set, for forks only"));
    }
    return Optional.of(
        pullBranch.isPresent()
            ? draft.fromElsewhere("CIRCLE_BRANCH is a pull request's, for forks only")
            : draft.fromHere("CIRCLE_PR_NUMBER, which forks' have, is not set"));
  }

  private static Optional<Value> number(Value address) {
    Matcher tail = ADDRESS.matcher(address.text());
    return tail.matches()
        ? Optional.of(new Value(tail.group(1), "the number in " + address.from()))
        : Optional.empty();
  }

  private static Optional<String> repository(Variables variables) {
    return variables
        .get("CIRCLE_PROJECT_USERNAME")
        .flatMap(
            owner ->
                variables
                    .get("CIRCLE_PROJECT_REPONAME")
                    .map(repository -> owner + "/" + repository));
  }

  private static Optional<String> cell(Variables variables) {
    Optional<String> job = variables.get("CIRCLE_JOB");
    boolean parallel = variables.get("CIRCLE_NODE_TOTAL").filter(n -> !n.equals("1")).isPresent();
    return parallel
        ? variables
            .get("CIRCLE_NODE_INDEX")
            .map(index -> job.map(name -> name + " " + index).orElse(index))
        : job;
  }
}
