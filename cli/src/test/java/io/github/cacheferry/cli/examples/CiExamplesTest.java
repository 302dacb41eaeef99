package io.github.cacheferry.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.testing.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples in {@code ci-examples}, run as their CI systems do, on two machines one after the
 * other: the first saves what its build left, the second has it back.
 */
class CiExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "ci-examples");
  private static final String HOST = "registry.example.com";
  private static final Pattern CALL =
      Pattern.compile("(?m)(^|[\\s('])cacheferry (import|export|run|merge|migrate|promote) ");

  @TempDir private Path directory;
  private final FakeRegistry registry = FakeRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void shell() throws Exception {
    check("shell/build.sh", "cache", new ShellJob());
  }

  @Test
  void gitLab_aLaterJobKnowsTheOutputs() throws Exception {
    String log = check("gitlab/.gitlab-ci.yml", "cache-main", new GitLabJobs(registry.host()));
    assertThat(log)
        .containsPattern("(?m)^cache hit true, [1-9][0-9]* bytes, then unchanged$")
        .contains("\u001b[0Ksection_start:");
  }

  @Test
  void jenkins() throws Exception {
    check("jenkins/Jenkinsfile", "cache-main", new JenkinsJob());
  }

  @Test
  void circleCi() throws Exception {
    check("circleci/config.yml", "cache-main", new CircleCiJob());
  }

  @Test
  void buildkite_theAnnotationTellsTheOutputs() throws Exception {
    String log = check("buildkite/pipeline.yml", "cache-main", new BuildkiteJob());
    assertThat(log)
        .contains("annotate --context cache Cache hit: true, then unchanged\n")
        .containsSubsequence("--- cacheferry import\n", "--- build\n", "--- cacheferry export\n");
  }

  @Test
  void azurePipelines() throws Exception {
    check("azure-pipelines/azure-pipelines.yml", "cache-main", new AzureJob());
  }

  @Test
  void bitbucket() throws Exception {
    check("bitbucket/bitbucket-pipelines.yml", "cache-main", new BitbucketJob());
  }

  @Test
  void gitea() throws Exception {
    check("gitea/build.yml", "cache-main", new GiteaJob());
  }

  @Test
  void allHaveATestAndAPlaceInTheOverview() throws IOException {
    String overview = Files.readString(EXAMPLES.resolve("README.md"));
    try (Stream<Path> all = Files.list(EXAMPLES)) {
      List<String> names =
          all.filter(Files::isDirectory)
              .map(example -> example.getFileName().toString())
              .filter(name -> !name.equals("sample-cache") && !name.equals("github"))
              .toList();
      assertThat(names)
          .containsExactlyInAnyOrder(
              "shell",
              "gitlab",
              "jenkins",
              "circleci",
              "buildkite",
              "azure-pipelines",
              "bitbucket",
              "gitea")
          .allSatisfy(name -> assertThat(overview).contains("](" + name + "/"));
    }
  }

  /** Runs it twice; returns what the second run wrote. */
  private String check(String name, String tag, CiJob job) throws Exception {
    String file = Files.readString(EXAMPLES.resolve(name));
    assertThat(file).as("the paragraph that explains it").containsPattern("^(#!.*\n)?(#|//) [A-Z]");
    String here = file.replace(HOST, registry.host());

    String first = run(new Machine(directory.resolve("first")), here, job);
    assertThat(first).contains("miss: no source has a cache", "saved: registry ");
    assertThat(registry.manifest("acme/app", tag)).isPresent();

    String second = run(new Machine(directory.resolve("second")), here, job);
    assertThat(second)
        .contains("restored: registry ", "docker: reads a cache", "unchanged: registry ");
    return second;
  }

  private static String run(Machine machine, String file, CiJob job) throws Exception {
    Map<String, String> environment = job.environment(machine);
    var known = new TreeMap<String, String>(environment);
    var log = new StringBuilder();
    var scripts = new StringBuilder();
    for (Step step : job.steps(file)) {
      var variables = new TreeMap<String, String>(environment);
      known.forEach(
          (variable, value) -> {
            if (variable.matches("[A-Z_]+")) {
              variables.put(variable, value);
            }
          });
      variables.putAll(job.environment(step));
      step.variables()
          .forEach((variable, text) -> variables.put(variable, job.variable(text, known)));
      String script = job.script(step.script(), known);
      Machine.Ran ran = machine.run(step.shell(), script, variables);
      assertThat(ran.code()).as("%s\n%s", script, ran.output()).isZero();
      known.putAll(job.learned(step, ran, machine));
      log.append(ran.output());
      scripts.append(step.script()).append('\n');
    }
    assertThat(machine.calls())
        .as(log.toString())
        .hasSize((int) CALL.matcher(scripts).results().count())
        .isNotEmpty()
        .allMatch(call -> call.startsWith("0 "));
    assertThat(log.toString()).doesNotContain("warning: ", "::warning", "logissue");
    return log.toString();
  }
}
