package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wrapper around a docker that only copies a cache to where it is told to. */
class RunTest {
  private static final String DOCKER =
      """
      #!/bin/sh
      case "$*" in *--print*) eval "$LISTING"; echo '{"target":{"a":{},"b":{"x":[1]}}}'; exit 0 ;; esac
      printf '%s\\n' "$@" >arguments
      for word; do
        case $word in
          *type=local,dest=*)
            to=${word#*dest=}
            to=${to%%,*}
            mkdir -p "$to"
            [ "$CODE" != 0 ] || cp -r fixture/. "$to/" ;;
        esac
      done
      [ -z "$SIGNAL" ] || kill -"$SIGNAL" $$
      exit "$CODE"
      """;

  @TempDir private Path directory;
  private Stage stage;
  private String reference;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "fixture");
    stage.script("docker", DOCKER);
    reference = stage.registry().reference("acme/app:cache");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void theCacheOfAGoodBuildIsSavedAndTheNextGetsIt() throws IOException {
    InProcess first = program("0");
    assertThat(run(first, "buildx", "build", ".")).isZero();
    assertThat(first.err()).contains("miss: no source has a cache", "saved: registry ");
    assertThat(first.out()).isEmpty();
    assertThat(arguments()).containsExactly("buildx", "build", "--cache-to", to("cache"), ".");
    assertThat(stage.registry().manifest("acme/app", "cache")).isPresent();

    InProcess second = program("0");
    assertThat(run(second, "buildx", "build", ".")).isZero();
    assertThat(second.err()).contains("restored: registry ", "unchanged: registry ");
    assertThat(arguments())
        .containsExactly(
            "buildx",
            "build",
            "--cache-from",
            "type=local,src=" + stage.path("cache"),
            "--cache-to",
            to("cache"),
            ".");
  }

  @Test
  void theTargetsOfABakeBecomeOneCache() throws IOException {
    InProcess program = program("0");
    assertThat(run(program, "buildx", "bake", "all")).isZero();
    assertThat(program.err()).contains("saved: registry ");
    assertThat(arguments())
        .containsExactly(
            "buildx",
            "bake",
            "all",
            "--allow",
            "fs=" + stage.path("cache-targets/a"),
            "--allow",
            "fs=" + stage.path("cache-targets/b"),
            "--set",
            "a.cache-to=" + to("cache-targets/a"),
            "--set",
            "b.cache-to=" + to("cache-targets/b"));
  }

  @Test
  void whereTheTargetsAreNotToldInTimeTheBuildGoesWithoutACache() throws IOException {
    InProcess program = program("0").with("LISTING", "sleep 1000");
    assertThat(program.run(words(List.of("--dir=cache", "--time-budget=1s"), "buildx", "bake")))
        .isZero();
    assertThat(program.err())
        .isEqualTo(
            "warning: runs the command as it is: it takes too long to tell what it builds\n");
    assertThat(arguments()).containsExactly("buildx", "bake");
  }

  @Test
  void whereTheBuildGoesWithoutACacheItsFailedSaveIsAFailureIfThatIsAskedFor() throws IOException {
    Files.writeString(stage.path("file"), "no directory");
    for (String dir : List.of("file/x", "cache")) {
      InProcess program = program("0").with("LISTING", "exit 3");
      List<String> options = List.of("--dir", dir, "--on-error=fail", "-ojson", "--cache-to");
      var all = new ArrayList<String>(options);
      all.add(reference);
      assertThat(program.run(words(all, "buildx", "bake"))).as(dir).isEqualTo(1);
      assertThat(program.err())
          .containsOnlyOnce("warning: ")
          .contains("cacheferry: could not save the build's cache: ", "\"outcome\":\"failed\"");
      InProcess failing = program("7").with("LISTING", "exit 3");
      assertThat(failing.run(words(all, "buildx", "bake"))).isEqualTo(7);
    }
  }

  @Test
  void whereTheTargetsCannotBeReadTheBuildGoesWithoutACache() throws IOException {
    for (String listing : List.of("no JSON", "[]", "{\"target\":{\"a/b\":{}}}")) {
      InProcess program = program("0").with("LISTING", "echo '" + listing + "'; exit 0");
      assertThat(run(program, "buildx", "bake")).as(listing).isZero();
      assertThat(program.err()).contains("warning: runs the command as it is");
      assertThat(arguments()).containsExactly("buildx", "bake");
    }
  }

  @Test
  void whereTheTargetsComeFromStandardInputTheBuildGoesWithoutACache() throws IOException {
    InProcess program = program("0");
    assertThat(run(program, "buildx", "bake", "-f", "-")).isZero();
    assertThat(program.err())
        .contains(
            "warning: runs the command as it is: it reads what it builds from standard input");
    assertThat(arguments()).containsExactly("buildx", "bake", "-f", "-");
  }

  @Test
  void whereTheTargetsCannotWriteTheBuildGoesWithoutACache() throws IOException {
    Files.writeString(stage.path("cache-targets"), "no directory");
    InProcess program = program("0");
    assertThat(run(program, "buildx", "bake")).isZero();
    assertThat(program.err()).contains("The command runs without the cache.");
    assertThat(arguments()).containsExactly("buildx", "bake");
  }

  @Test
  void whereTheLayoutCannotBeWrittenTheBuildGoesWithoutACache() throws IOException {
    Files.writeString(stage.path("file"), "no directory");
    for (String dir : List.of("file/x", "/proc/nope/x")) {
      InProcess program = program("0");
      List<String> options = List.of("--dir", dir, "--cache-from", reference, "--cache-to");
      var all = new ArrayList<String>(options);
      all.add(reference);
      assertThat(program.run(words(all, "build", "."))).isZero();
      assertThat(program.err())
          .containsOnlyOnce("warning: ")
          .contains("could not make a directory for the build's cache")
          .contains("The command runs without the cache.");
      assertThat(arguments()).containsExactly("build", ".");
    }
  }

  @Test
  void theDirectoryMayBeALinkToOne() throws IOException {
    Path real = Files.createDirectories(stage.path("real"));
    Files.createSymbolicLink(stage.path("cache"), real);
    InProcess program = program("0");
    assertThat(run(program, "build", ".")).isZero();
    assertThat(program.err()).contains("saved: registry ").doesNotContain("warning");
  }

  @Test
  void aFailedBuildKeepsItsExitCodeAndIsNotSaved() {
    InProcess program = program("7");
    assertThat(run(program, "build", ".")).isEqualTo(7);
    assertThat(stage.registry().manifest("acme/app", "cache")).isEmpty();
  }

  @Test
  void aSignalThatEndsTheBuildIsToldAsAShellDoes() {
    assertThat(run(program("0").with("SIGNAL", "TERM"), "build", ".")).isEqualTo(143);
    assertThat(stage.registry().manifest("acme/app", "cache")).isEmpty();
  }

  @Test
  void aFailedSaveIsAWarningUnlessAskedFor() throws IOException {
    Files.writeString(stage.path("file"), "no directory");
    InProcess program = program("0").with("CACHEFERRY_CACHE_TO", "type=local,dest=file");
    assertThat(program.run(words(List.of("--dir=cache"), "build", "."))).isZero();
    assertThat(program.err()).contains("warning: could not ", "failed: local ");
    assertThat(
            program("0")
                .with("DAGGER_CACHE_TO", "type=local,dest=file; ")
                .run(words(List.of("--dir=cache", "--on-error=fail"), "build", ".")))
        .isEqualTo(1);
  }

  @Test
  void aTargetThatCannotBeOpenedLeavesAGoodBuildGreenAndTheOthersTheirCache() {
    InProcess program = program("0");
    assertThat(runTo(program, "type=gha", "--cache-to", reference)).isZero();
    assertThat(program.err())
        .containsOnlyOnce("warning: ")
        .contains("ACTIONS_RUNTIME_TOKEN is not set", "failed: type=gha", "saved: registry ");
    InProcess garbage = program("0").with("ACTIONS_RUNTIME_TOKEN", "a-long-secret");
    assertThat(runTo(garbage.with("ACTIONS_RESULTS_URL", "garbage"), "type=gha")).isZero();
    assertThat(garbage.err()).containsOnlyOnce("warning: ").contains("its address is no URL");
    assertThat(runTo(program("0"), "type=gha", "--on-error=fail")).isEqualTo(2);
    assertThat(runTo(program("0"), "type=registry,ref=a.io/b@sha256:" + "0".repeat(64))).isZero();
  }

  @Test
  void aTargetThatCannotBeOpenedLeavesAFailedBuildItsExitCode() throws IOException {
    Files.writeString(stage.path("docker"), DOCKER.replace("[ \"$CODE\" != 0 ] || ", ""));
    for (String onError : List.of("--on-error=warn", "--on-error=fail")) {
      InProcess program = program("7");
      assertThat(runTo(program, "type=gha", "--save-on=always", onError)).isEqualTo(7);
      assertThat(program.err()).contains("ACTIONS_RUNTIME_TOKEN is not set");
    }
  }

  @Test
  void aSourceThatCannotBeOpenedIsAWarningAndTheBuildGoesOn() throws IOException {
    assertThat(run(program("0"), "build", ".")).isZero();
    InProcess program = program("0");
    List<String> options = List.of("--dir=cache", "--cache-from=type=gha", "--cache-from");
    var all = new ArrayList<String>(options);
    all.add(reference);
    assertThat(program.run(words(all, "build", "."))).isZero();
    assertThat(program.err())
        .containsOnlyOnce("warning: ")
        .contains("ACTIONS_RUNTIME_TOKEN is not set", "restored: registry ");
    assertThat(arguments()).contains("--cache-from");
  }

  @Test
  void print_showsTheCommandAndRunsNothing() {
    InProcess program = program("0");
    List<String> options =
        List.of("--dir=cache", "--print", "--cache-from", reference, "--cache-to", reference);
    assertThat(program.run(words(options, "build", "a b"))).isZero();
    assertThat(program.out())
        .isEqualTo(
            stage.path("docker")
                + " build --cache-from type=local,src="
                + stage.path("cache")
                + " --cache-to "
                + to("cache")
                + " 'a b'\n");
    assertThat(stage.path("arguments")).doesNotExist();
  }

  @Test
  void aBuildWithAnotherTagHasTheSameDirectory() {
    List<String> options = List.of("--print", "--cache-from", reference);
    var one = program("0");
    one.run(words(options, "build", "-t", "app:1", "."));
    var another = program("0");
    another.run(words(options, "build", "-t", "app:2", "."));
    assertThat(one.out()).contains("/layout-", "-t app:1 .");
    assertThat(another.out().replace("app:2", "app:1")).isEqualTo(one.out());
    var third = program("0");
    third.run(words(options, "build", "-t", "app:1", "--target=a", "."));
    assertThat(third.out().replace("--target=a ", "")).isNotEqualTo(one.out());
  }

  @Test
  void withoutSpecsTheBuildOnlyRuns() throws IOException {
    assertThat(program("3").run(words(List.of(), "build", "."))).isEqualTo(3);
    assertThat(arguments()).containsExactly("build", ".");
  }

  @Test
  void withoutDashesToo_theCommandKeepsItsOptions() throws IOException {
    String docker = stage.path("docker").toString();
    InProcess program = program("0").with("CACHEFERRY_CACHE_TO", reference);
    assertThat(
            program.run(
                "run", "--dir", "cache", docker, "build", "--target", "foo", "--cache-to=bar", "."))
        .as(program::err)
        .isZero();
    assertThat(arguments())
        .containsSubsequence("build", "--target", "foo", "--cache-to=bar", ".")
        .containsSubsequence("--cache-to", to("cache"));
    assertThat(stage.registry().manifest("acme/app", "cache")).isPresent();
  }

  @Test
  void aCommandThatIsNoBuildIsRefused() {
    InProcess program = program("0");
    assertThat(program.run("run", "--", "make")).isEqualTo(2);
    assertThat(program.err())
        .isEqualTo(
            "cacheferry: could not run the command: it is not known how make is given caches here."
                + " It can be docker buildx build, docker build, docker buildx bake, docker compose"
                + " build, buildctl build or dagger; around others use cacheferry import and"
                + " cacheferry export.\n");
    InProcess old = program("0").with("DOCKER_BUILDKIT", "0");
    assertThat(run(old, "build", ".")).isEqualTo(2);
    assertThat(old.err()).contains("DOCKER_BUILDKIT=0 chooses the builder before BuildKit");
    InProcess none = program("0");
    assertThat(none.run("run", "--", "/nowhere/docker", "build", ".")).isEqualTo(2);
    assertThat(none.err()).contains("could not start the command");
  }

  private InProcess program(String code) {
    return stage.program().with("PATH", "/usr/bin:/bin").with("CODE", code);
  }

  private int run(InProcess program, String... build) {
    return program.run(
        words(List.of("--dir=cache", "--cache-from", reference, "--cache-to", reference), build));
  }

  private int runTo(InProcess program, String spec, String... options) {
    var all = new ArrayList<String>(List.of("--dir=cache", "--cache-to", spec));
    all.addAll(List.of(options));
    return program.run(words(all, "build", "."));
  }

  private String[] words(List<String> options, String... build) {
    var words = new ArrayList<String>(List.of("run"));
    words.addAll(options);
    words.addAll(List.of("--", stage.path("docker").toString()));
    words.addAll(List.of(build));
    return words.toArray(String[]::new);
  }

  private String to(String name) {
    return "type=local,dest=" + stage.path(name) + ",mode=max,ignore-error=true";
  }

  private List<String> arguments() throws IOException {
    return Files.readAllLines(stage.path("arguments"));
  }
}
