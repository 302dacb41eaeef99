package io.github.cacheferry.scope;

import java.util.Optional;

/**
 * Bitbucket Pipelines. Pull requests from forks start no pipeline, and nothing tells the default
 * branch.
 *
 * @see <a href="https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/">the
 *     variables</a>
 */
final class Bitbucket implements CiSystem {
  @Override
  public Optional<Draft> read(Variables variables) {
    if (variables.get("BITBUCKET_BUILD_NUMBER").isEmpty()) {
      return Optional.empty();
    }
    Optional<String> repository = variables.get("BITBUCKET_REPO_FULL_NAME");
    return Optional.of(
        Draft.of("bitbucket", "BITBUCKET_BUILD_NUMBER is set")
            .repository(repository)
            .run(
                repository.flatMap(
                    name ->
                        variables
                            .get("BITBUCKET_BUILD_NUMBER")
                            .map(
                                id ->
                                    "https://bitbucket.org/" + name + "/pipelines/results/" + id)))
            .cell(variables.get("BITBUCKET_PARALLEL_STEP"))
            .branch(variables.first("BITBUCKET_BRANCH"))
            .tag(variables.first("BITBUCKET_TAG"))
            .pullRequest(variables.first("BITBUCKET_PR_ID"))
            .target(variables.first("BITBUCKET_PR_DESTINATION_BRANCH"))
            .fromHere("Bitbucket runs no pipelines for pull requests from forks"));
  }
}
