package io.github.cacheferry.cli.examples;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A step of Buildkite. Its file is uploaded first, which replaces variables in it. */
final class BuildkiteJob implements CiJob {
  @Override
  public Map<String, String> environment(Machine machine) {
    return Documents.of(
        "CI", "true",
        "BUILDKITE", "true",
        "BUILDKITE_REPO", "git@github.com:acme/app.git",
        "BUILDKITE_PULL_REQUEST", "false",
        "BUILDKITE_PULL_REQUEST_BASE_BRANCH", "",
        "BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main",
        "BUILDKITE_TAG", "",
        "BUILDKITE_SOURCE", "webhook",
        "BUILDKITE_BRANCH", "main",
        "BUILDKITE_BUILD_URL", "https://buildkite.com/acme/app/builds/1",
        "BUILDKITE_JOB_ID", UUID.randomUUID().toString());
  }

  @Override
  public List<Step> steps(String file) {
    Map<?, ?> document = Documents.read(uploaded(file));
    List<Step> steps = Documents.steps();
    for (Object step : Documents.list(Documents.at(document, "steps"))) {
      steps.add(
          new Step(
              "",
              List.of("/bin/bash", "-e", "-c"),
              Documents.script(Documents.at(step, "command")),
              Documents.strings(document, "env")));
    }
    return steps;
  }

  private static String uploaded(String file) {
    String lines = file.lines().filter(line -> !line.startsWith("#")).reduce("", BuildkiteJob::and);
    if (lines.replace("$$", "").contains("$")) {
      throw new IllegalArgumentException("a variable would be replaced when it is uploaded");
    }
    return lines.replace("$$", "$");
  }

  private static String and(String text, String line) {
    return text + line + "\n";
  }
}
