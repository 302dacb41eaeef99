package io.github.cacheferry.cli.examples;

import java.util.List;
import java.util.Map;

/** The job {@code build} of CircleCI. */
final class CircleCiJob implements CiJob {
  @Override
  public Map<String, String> environment(Machine machine) {
    return Documents.of(
        "CI", "true",
        "CIRCLECI", "true",
        "CIRCLE_PROJECT_USERNAME", "acme",
        "CIRCLE_PROJECT_REPONAME", "app",
        "CIRCLE_JOB", "build",
        "CIRCLE_BUILD_URL", "https://circleci.com/gh/acme/app/1",
        "CIRCLE_BRANCH", "main",
        "BASH_ENV", machine.path("bash-env").toString(),
        "REGISTRY_USER", "user",
        "REGISTRY_PASSWORD", "secret");
  }

  @Override
  public Map<String, String> ofFork() {
    return Documents.of(
        "CIRCLE_BRANCH", "pull/7",
        "CIRCLE_PULL_REQUEST", "https://github.com/acme/app/pull/7",
        "CIRCLE_PR_NUMBER", "7",
        "CIRCLE_PR_USERNAME", "stranger",
        "CIRCLE_PR_REPONAME", "app");
  }

  @Override
  public boolean installs() {
    return true;
  }

  @Override
  public List<Step> steps(String file) {
    Map<?, ?> job = Documents.map(Documents.at(Documents.read(file), "jobs", "build"));
    List<Step> steps = Documents.steps();
    for (Object item : Documents.list(Documents.at(job, "steps"))) {
      if (item instanceof Map<?, ?> step) {
        Object run = Documents.at(step, "run");
        Object script = run instanceof Map<?, ?> ? Documents.at(run, "command") : run;
        steps.add(
            new Step(
                "", Step.BASH, Documents.script(script), Documents.strings(job, "environment")));
      }
    }
    return steps;
  }
}
