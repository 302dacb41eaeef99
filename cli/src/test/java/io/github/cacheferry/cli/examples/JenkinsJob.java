package io.github.cacheferry.cli.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A declarative pipeline of Jenkins, of which each line is a block, a variable or a step. */
final class JenkinsJob implements CiJob {
  private static final Pattern VARIABLE = Pattern.compile("\\s*([A-Z_]+) = '([^'\\\\]*)'");
  private static final Pattern CREDENTIALS =
      Pattern.compile("\\s*([A-Z_]+) = credentials\\('[^']*'\\)");
  private static final Pattern STEP = Pattern.compile("\\s*sh '([^'\\\\]*)'");
  private static final Pattern OTHER =
      Pattern.compile("\\s*((//.*)?|[a-z]+(\\('[^']*'\\))? \\{( [a-z]+ '[^']*' })?|})");

  @Override
  public Map<String, String> environment(Machine machine) {
    return Documents.of(
        "JENKINS_URL", "https://jenkins.example/",
        "BUILD_URL", "https://jenkins.example/job/app/job/main/1/",
        "JOB_NAME", "app/main",
        "GIT_URL", "https://git.example/acme/app.git",
        "BRANCH_NAME", "main",
        "BRANCH_IS_PRIMARY", "true");
  }

  @Override
  public List<Step> steps(String file) {
    List<Step> steps = Documents.steps();
    var variables = new LinkedHashMap<String, String>();
    int open = 0;
    for (String line : file.lines().toList()) {
      var variable = VARIABLE.matcher(line);
      var credentials = CREDENTIALS.matcher(line);
      var step = STEP.matcher(line);
      if (variable.matches()) {
        variables.put(variable.group(1), variable.group(2));
      } else if (credentials.matches()) {
        variables.put(credentials.group(1) + "_USR", "user");
        variables.put(credentials.group(1) + "_PSW", "secret");
      } else if (step.matches()) {
        steps.add(new Step("", Step.SH, step.group(1), variables));
      } else if (!OTHER.matcher(line).matches()) {
        throw new IllegalArgumentException("not understood: " + line);
      }
      open += line.endsWith("{") ? 1 : line.strip().equals("}") ? -1 : 0;
    }
    if (open != 0) {
      throw new IllegalArgumentException("a block is not closed");
    }
    return steps;
  }
}
