package io.github.cacheferry.cli.examples;

import io.github.cacheferry.cli.workflow.RunnerRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The job {@code build} of a workflow of Gitea's or Forgejo's, which has GitHub's own form. */
final class GiteaJob implements CiJob {
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ ([A-Za-z_.-]+) }}");

  @Override
  public Map<String, String> environment(Machine machine) {
    return Documents.of(
        "CI", "true",
        "GITHUB_ACTIONS", "true",
        "github.actor", "user",
        "GITEA_ACTIONS", "true",
        "GITHUB_REPOSITORY", "acme/app",
        "GITHUB_SERVER_URL", "https://gitea.example",
        "GITHUB_RUN_ID", "42",
        "GITHUB_REF", "refs/heads/main",
        "GITHUB_REF_NAME", "main",
        "GITHUB_REF_TYPE", "branch",
        "GITHUB_EVENT_NAME", "push",
        "GITHUB_HEAD_REF", "",
        "GITHUB_BASE_REF", "",
        "GITHUB_OUTPUT", machine.path("output-file").toString(),
        "GITHUB_ENV", machine.path("env-file").toString(),
        "GITHUB_STEP_SUMMARY", machine.path("summary-file").toString(),
        "RUNNER_TEMP", machine.path("temp").toString());
  }

  @Override
  public Map<String, String> ofFork() {
    return Documents.of(
        "GITHUB_EVENT_NAME", "pull_request",
        "GITHUB_REF", "refs/pull/7/merge",
        "GITHUB_REF_NAME", "7/merge",
        "GITHUB_HEAD_REF", "topic",
        "GITHUB_BASE_REF", "main",
        "secrets.REGISTRY_PASSWORD", "");
  }

  @Override
  public List<Step> steps(String file) {
    Map<?, ?> job = Documents.map(Documents.at(Documents.read(file), "jobs", "build"));
    List<Step> steps = Documents.steps();
    for (Object item : Documents.list(Documents.at(job, "steps"))) {
      Map<?, ?> step = Documents.map(item);
      if (!step.containsKey("uses")) {
        Object id = step.get("id");
        steps.add(
            new Step(
                id == null ? "" : String.valueOf(id),
                Step.BASH,
                Documents.script(Documents.at(step, "run")),
                Documents.both(Documents.strings(job, "env"), Documents.strings(step, "env"))));
      }
    }
    return steps;
  }

  @Override
  public String script(String text, Map<String, String> known) {
    return Documents.replace(EXPRESSION, text, name -> value(name, known));
  }

  @Override
  public String variable(String text, Map<String, String> known) {
    return script(text, known);
  }

  private static String value(String name, Map<String, String> known) {
    return known.getOrDefault(name, name.startsWith("secrets.") ? "secret" : "");
  }

  @Override
  public Map<String, String> learned(Step step, Machine.Ran ran, Machine machine)
      throws IOException {
    var learned = new LinkedHashMap<String, String>();
    RunnerRules.values(taken(machine.path("output-file")))
        .forEach((name, value) -> learned.put("steps." + step.name() + ".outputs." + name, value));
    learned.putAll(RunnerRules.values(taken(machine.path("env-file"))));
    return learned;
  }

  private static String taken(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    Files.deleteIfExists(file);
    return text;
  }
}
