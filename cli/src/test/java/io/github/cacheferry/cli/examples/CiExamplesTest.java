package io.github.cacheferry.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.testing.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples in {@code ci-examples}, run as their CI systems do: on two machines one after the
 * other, with a build that fails, with a registry that is gone, and for a fork's pull request.
 */
class CiExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "ci-examples");
  private static final String HOST = "registry.example.com";

  /** Where nothing listens. */
  private static final String NOBODY = "127.0.0.1:9";

  /** What no system gives to the pull request of a fork. */
  private static final Map<String, String> NO_SECRETS =
      Map.of("REGISTRY_USER", "", "REGISTRY_PASSWORD", "");

  private static final Pattern CALL =
      Pattern.compile("(?m)(^|[\\s('])cacheferry (import|export|run|merge|migrate|promote) ");

  private static final Example SHELL =
      new Example("shell/build.sh", "cache", host -> new ShellJob());
  private static final Example GITLAB =
      new Example("gitlab/.gitlab-ci.yml", "cache-main", GitLabJobs::new);
  private static final Example JENKINS =
      new Example("jenkins/Jenkinsfile", "cache-main", host -> new JenkinsJob());
  private static final Example CIRCLECI =
      new Example("circleci/config.yml", "cache-main", host -> new CircleCiJob());
  private static final Example BUILDKITE =
      new Example("buildkite/pipeline.yml", "cache-main", host -> new BuildkiteJob());
  private static final Example AZURE =
      new Example("azure-pipelines/azure-pipelines.yml", "cache-main", host -> new AzureJob());
  private static final Example BITBUCKET =
      new Example("bitbucket/bitbucket-pipelines.yml", "cache-main", host -> new BitbucketJob());
  private static final Example GITEA =
      new Example("gitea/build.yml", "cache-main", host -> new GiteaJob());

  @TempDir private Path directory;
  private final FakeRegistry registry = FakeRegistry.start();

  static List<Example> all() {
    return List.of(SHELL, GITLAB, JENKINS, CIRCLECI, BUILDKITE, AZURE, BITBUCKET, GITEA);
  }

  /** Those whose outputs nobody takes in a way of its own. */
  static List<Example> withoutOutputs() {
    return all().stream().filter(example -> example != GITLAB && example != BUILDKITE).toList();
  }

  /** Whose systems build a fork's pull request in the project itself, and keep its secrets back. */
  static List<Example> withForks() {
    return List.of(CIRCLECI, AZURE, GITEA);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @ParameterizedTest
  @MethodSource("withoutOutputs")
  void theSecondMachineHasWhatTheFirstSaved(Example example) throws Exception {
    assertThat(twice(example)).doesNotContain("miss: ");
  }

  @Test
  void gitLab_aLaterJobKnowsTheOutputs() throws Exception {
    assertThat(twice(GITLAB))
        .doesNotContain("miss: ")
        .containsPattern("(?m)^cache hit true, [1-9][0-9]* bytes, then unchanged$")
        .contains("\u001b[0Ksection_start:");
  }

  @Test
  void buildkite_theAnnotationTellsTheOutputs() throws Exception {
    assertThat(twice(BUILDKITE))
        .doesNotContain("miss: ")
        .contains("annotate --context cache Cache hit: true, then unchanged\n")
        .containsSubsequence("--- cacheferry import\n", "--- build\n", "--- cacheferry export\n");
  }

  @ParameterizedTest
  @MethodSource("all")
  void aBuildThatFailsIsAFailedJobAndSavesNothing(Example example) throws Exception {
    CiJob job = example.job(registry.host());
    Machine machine = machine("broken", registry.host(), job);
    machine.breakBuilds();

    Outcome outcome = run(machine, example.text(registry.host()), job, Map.of());

    assertThat(outcome.log()).contains("docker: a step of the build failed");
    assertThat(outcome.code()).as(outcome.log()).isNotZero();
    assertThat(registry.manifest("acme/app", example.tag())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aRegistryThatIsGoneIsAWarningInAGreenJob(Example example) throws Exception {
    CiJob job = example.job(NOBODY);

    Outcome outcome = run(machine("alone", NOBODY, job), example.text(NOBODY), job, Map.of());

    assertThat(outcome.code()).as(outcome.log()).isZero();
    assertThat(outcome.log()).containsPattern("warning: |::warning|type=warning");
  }

  @ParameterizedTest
  @MethodSource("withForks")
  void aForksPullRequestHasNoSecretsAndStaysGreen(Example example) throws Exception {
    CiJob job = example.job(registry.host());
    Machine machine = machine("fork", registry.host(), job);

    Outcome outcome =
        run(machine, example.text(registry.host()), job, Documents.both(job.ofFork(), NO_SECRETS));

    assertThat(outcome.code()).as(outcome.log()).isZero();
    assertThat(registry.manifest("acme/app", "cache-main")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void eachBeginsWithAParagraphThatExplainsIt(Example example) throws Exception {
    assertThat(example.text()).containsPattern("^(#!.*\n)?((#|//) .*[a-z].*\n){2,}");
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
          .containsExactlyInAnyOrderElementsOf(
              all().stream().map(example -> example.name().replaceAll("/.*", "")).toList())
          .allSatisfy(name -> assertThat(overview).contains("](" + name + "/"));
    }
  }

  /** Runs it on two machines, one after the other; returns what the second run wrote. */
  private String twice(Example example) throws Exception {
    CiJob job = example.job(registry.host());
    String text = example.text(registry.host());

    String first = good(machine("first", registry.host(), job), text, job);
    assertThat(first).contains("miss: no source has a cache", "saved: registry ");
    assertThat(registry.manifest("acme/app", example.tag())).isPresent();

    String second = good(machine("second", registry.host(), job), text, job);
    assertThat(second)
        .contains("restored: registry ", "docker: reads a cache", "unchanged: registry ");
    return second;
  }

  /** Runs a job that goes well, without a warning and with each call of its scripts. */
  private static String good(Machine machine, String text, CiJob job) throws Exception {
    Outcome outcome = run(machine, text, job, Map.of());
    assertThat(outcome.code()).as(outcome.log()).isZero();
    assertThat(machine.calls())
        .as(outcome.log())
        .hasSize((int) CALL.matcher(text.replaceAll("(?m)^ *(#|//).*", "")).results().count())
        .isNotEmpty()
        .allMatch(call -> call.startsWith("0 "));
    assertThat(outcome.log()).doesNotContain("warning: ", "::warning", "logissue");
    return outcome.log();
  }

  private Machine machine(String name, String host, CiJob job) throws IOException {
    return new Machine(directory.resolve(name), host, !job.installs());
  }

  /** Runs the steps until one fails. */
  private static Outcome run(Machine machine, String text, CiJob job, Map<String, String> other)
      throws Exception {
    var known = new TreeMap<String, String>(job.environment(machine));
    known.putAll(other);
    var log = new StringBuilder();
    for (Step step : job.steps(text)) {
      if (!job.holds(step.condition(), known)) {
        continue;
      }
      var variables = new TreeMap<String, String>(known);
      variables.keySet().removeIf(name -> !name.matches("[A-Z_]+"));
      variables.putAll(job.environment(step));
      step.variables().forEach((name, value) -> variables.put(name, job.variable(value, known)));
      Machine.Ran ran = machine.run(step.shell(), job.script(step.script(), known), variables);
      log.append(ran.output());
      if (ran.code() != 0) {
        return new Outcome(ran.code(), log.toString());
      }
      known.putAll(job.learned(step, ran, machine));
    }
    return new Outcome(0, log.toString());
  }

  /** What became of a job: the exit code of its last step, and what all of them wrote. */
  private record Outcome(int code, String log) {}

  /**
   * A file of {@code ci-examples}.
   *
   * @param tag what the cache is called after a push to the default branch
   * @param jobs what runs it, by the registry's host
   */
  private record Example(String name, String tag, Function<String, CiJob> jobs) {
    CiJob job(String host) {
      return jobs.apply(host);
    }

    String text() throws IOException {
      return Files.readString(EXAMPLES.resolve(name));
    }

    String text(String host) throws IOException {
      return text().replace(HOST, host);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
