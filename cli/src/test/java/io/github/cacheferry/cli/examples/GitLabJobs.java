package io.github.cacheferry.cli.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Jobs of GitLab, one after the other by their stages; a job's report is what later ones know. */
final class GitLabJobs implements CiJob {
  private static final Pattern VARIABLE = Pattern.compile("\\$([A-Z_]+)");

  private final String registry;
  private String report = "";

  GitLabJobs(String registry) {
    this.registry = registry;
  }

  @Override
  public Map<String, String> environment(Machine machine) {
    return Documents.of(
        "CI", "true",
        "GITLAB_CI", "true",
        "CI_PROJECT_PATH", "acme/app",
        "CI_COMMIT_BRANCH", "main",
        "CI_COMMIT_REF_NAME", "main",
        "CI_DEFAULT_BRANCH", "main",
        "CI_PIPELINE_SOURCE", "push",
        "CI_JOB_NAME", "build",
        "CI_JOB_URL", "https://gitlab.example/acme/app/-/jobs/1",
        "CI_PROJECT_DIR", machine.path("work").toString(),
        "CI_REGISTRY", registry,
        "CI_REGISTRY_IMAGE", registry + "/acme/app",
        "CI_REGISTRY_USER", "gitlab-ci-token",
        "CI_REGISTRY_PASSWORD", "secret");
  }

  @Override
  public List<Step> steps(String file) {
    Map<?, ?> document = Documents.read(file);
    List<Step> steps = Documents.steps();
    for (Object stage : Documents.list(Documents.at(document, "stages"))) {
      document.forEach(
          (name, value) -> {
            if (value instanceof Map<?, ?> job && stage.equals(job.get("stage"))) {
              steps.add(
                  new Step(
                      String.valueOf(name),
                      Step.BASH,
                      Documents.script(Documents.at(job, "script")),
                      Documents.strings(job, "variables")));
              if (job.containsKey("artifacts")) {
                report = String.valueOf(Documents.at(job, "artifacts", "reports", "dotenv"));
              }
            }
          });
    }
    return steps;
  }

  @Override
  public String variable(String text, Map<String, String> known) {
    return Documents.replace(VARIABLE, text, name -> known.getOrDefault(name, ""));
  }

  @Override
  public Map<String, String> learned(Step step, Machine.Ran ran, Machine machine)
      throws IOException {
    var variables = new LinkedHashMap<String, String>();
    Path file = machine.path("work").resolve(report);
    if (!report.isEmpty() && Files.isRegularFile(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] pair = line.split("=", 2);
        variables.put(pair[0], pair[1]);
      }
    }
    return variables;
  }
}
