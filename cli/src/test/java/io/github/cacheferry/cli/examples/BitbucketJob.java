package io.github.cacheferry.cli.examples;

import java.util.List;
import java.util.Map;

/** The step of Bitbucket's default pipeline, which is that of pull requests too. */
final class BitbucketJob implements CiJob {
  @Override
  public Map<String, String> environment(Machine machine) {
    return Documents.of(
        "CI", "true",
        "BITBUCKET_BUILD_NUMBER", "6",
        "BITBUCKET_REPO_FULL_NAME", "acme/app",
        "BITBUCKET_BRANCH", "main",
        "REGISTRY_USER", "user",
        "REGISTRY_PASSWORD", "secret");
  }

  @Override
  public List<Step> steps(String file) {
    Map<?, ?> pipelines = Documents.map(Documents.at(Documents.read(file), "pipelines"));
    Object branches = Documents.at(pipelines, "default");
    if (!branches.equals(Documents.at(pipelines, "pull-requests", "**"))) {
      throw new IllegalArgumentException("pull requests run something else");
    }
    List<Step> steps = Documents.steps();
    for (Object item : Documents.list(branches)) {
      String script = Documents.script(Documents.at(item, "step", "script"));
      steps.add(new Step("", Step.BASH, script, Map.of()));
    }
    return steps;
  }
}
