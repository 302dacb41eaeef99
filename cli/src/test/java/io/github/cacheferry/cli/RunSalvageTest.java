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

/** The wrapper around a docker whose build fails, and which remembers how. */
class RunSalvageTest {
  private static final String DOCKERFILE = "FROM x\nRUN one\nRUN two\nRUN three\n";

  /** {@code $AGAIN} is what a build of the finished steps does. */
  private static final String DOCKER =
      """
      #!/bin/sh
      case "$*" in
        "buildx history ls "*)
          [ -z "$NO_HISTORY" ] || exit 1
          now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
          for name in other this; do
            printf '{"created_at":"%s","ref":"default/default/%s","status":"Error"}\\n' "$now" $name
          done ;;
        "buildx history inspect "*this) echo "{\\"Context\\":\\"${CONTEXT:-.}\\",\\"Dockerfile\\":\\"Dockerfile\\"}" ;;
        "buildx history inspect "*) echo '{"Context":".","Dockerfile":"docker"}' ;;
        "buildx history logs "*) cat record >&2 ;;
        *--output=type=cacheonly*)
          printf '%s\\n' "$@" >again
          for word; do
            case $word in
              --file=*) cat "${word#--file=}" >built; ls "$(dirname "${word#--file=}")" >beside ;;
              *type=local,dest=*) to=${word#*dest=} to=${to%%,*} ;;
            esac
          done
          eval "$AGAIN" ;;
        *) exit 7 ;;
      esac
      """;

  private static final String WRITE =
      "mkdir -p \"$to\"; cp -r fixture/. \"$to/\"; sed -i s/latest/end-0/ \"$to/index.json\"";

  @TempDir private Path directory;
  private Stage stage;
  private String reference;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "fixture");
    stage.script("docker", DOCKER);
    Files.writeString(stage.path("Dockerfile"), DOCKERFILE);
    Files.writeString(
        stage.path("record"),
        vertex(2, "one", "") + vertex(3, "two", "") + vertex(4, "three", "no"));
    reference = stage.registry().reference("acme/app:cache");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void whatAFailedBuildHasFinishedIsSaved() throws IOException {
    Files.writeString(stage.path("Dockerfile.dockerignore"), "x\n");
    InProcess program = program(WRITE);
    assertThat(run(program, "always", "--push", "-t", "app", ".")).isEqualTo(7);
    assertThat(program.err())
        .contains("saving what the failed build has finished: [3/4] RUN\n", "saved: registry ");
    assertThat(program.out()).isEmpty();
    assertThat(stage.registry().manifest("acme/app", "cache")).isPresent();
    assertThat(read("built")).isEqualTo("FROM x\nRUN one\nRUN two\n");
    assertThat(read("beside")).isEqualTo("Dockerfile\nDockerfile.dockerignore\n");
    assertThat(read("again").replaceAll("-finished-[0-9]+", "-finished-0").lines())
        .containsExactly(
            "buildx",
            "build",
            "--file=" + stage.path("cache-finished-0/dockerfile/Dockerfile"),
            "--output=type=cacheonly",
            "--provenance=false",
            "--progress=rawjson",
            "--cache-to",
            "type=local,dest=" + stage.path("cache-finished-0/layout") + ",mode=max,tag=end-0",
            "--",
            ".");
    assertThat(directory).isDirectoryNotContaining("glob:**/cache-finished-*");
  }

  @Test
  void whatHasBeenBesideTheDirectoryStaysThere() throws IOException {
    Files.createDirectories(stage.path("cache-finished"));
    Files.writeString(stage.path("cache-finished/mine"), "precious");
    assertThat(run(program(WRITE), "always", ".")).isEqualTo(7);
    assertThat(read("cache-finished/mine")).isEqualTo("precious");
    assertThat(stage.registry().manifest("acme/app", "cache")).isPresent();
  }

  @Test
  void afterAFailureNothingIsBuiltAgainUnlessAskedFor() {
    assertThat(run(program(WRITE), "success", ".")).isEqualTo(7);
    assertThat(stage.path("again")).doesNotExist();
  }

  @Test
  void aStepThatRunsAgainIsEndedAtOnce() {
    InProcess program =
        program(
            "printf '%s\\n"
                + "' '{\"vertexes\":[{\"digest\":\"a\",\"name\":\"[2/3] RUN one\"}]}'"
                + " '{\"vertexes\":[{\"digest\":\"a\",\"name\":\"[2/3] RUN"
                + " one\",\"started\":\"x\"}]}' >&2; exec sleep 60");
    assertNothingSaved(program, "it would run again: [2/3] RUN one");
  }

  @Test
  void aBuildThatFailsAgainTellsWhy() {
    assertNothingSaved(
        program("printf '{}\\nERROR: no such \\033[1mhost\\n' >&2; exit 3"),
        "a build of the finished steps ended with exit code 3: ERROR: no such  [1mhost");
  }

  @Test
  void aBuildThatTakesLongerThanTheTimeBudgetIsEnded() {
    InProcess program = program("exec sleep 60");
    assertThat(run(program, "failure", "--time-budget=1s", ".")).isEqualTo(7);
    assertThat(program.err()).endsWith("nothing was saved: the time budget is spent\n");
  }

  @Test
  void whatCannotBeBuiltAgainIsANote() throws IOException {
    assertNothingSaved(
        program(WRITE).with("NO_HISTORY", "1"), "the builder or buildx keeps no history of builds");
    assertNothingSaved(
        program(WRITE).with("CONTEXT", "no\\u0000path"),
        "the builder's history does not have the build");
    Files.writeString(stage.path("record"), vertex(2, "one", "no"));
    assertNothingSaved(program(WRITE), "the build failed in its first step");
    Files.writeString(stage.path("record"), "ERROR: no record found\n");
    assertNothingSaved(
        program(WRITE), "the builder's record of it is not what buildx prints otherwise");
    Files.writeString(stage.path("record"), vertex(2, "one", ""));
    Files.writeString(stage.path("Dockerfile"), "FROM x\nCOPY a b\n");
    assertNothingSaved(program(WRITE), "the Dockerfile here has no such step as [2/4] RUN");
    assertThat(stage.path("again")).doesNotExist();
  }

  private void assertNothingSaved(InProcess program, String reason) {
    assertThat(run(program, "always", ".")).isEqualTo(7);
    assertThat(program.err()).endsWith("nothing was saved: " + reason + "\n");
    assertThat(stage.registry().manifest("acme/app", "cache")).isEmpty();
    assertThat(directory).isDirectoryNotContaining("glob:**/cache-finished-*");
  }

  private InProcess program(String again) {
    return stage.program().with("PATH", "/usr/bin:/bin").with("AGAIN", again);
  }

  private int run(InProcess program, String saveOn, String... words) {
    List<String> all =
        new ArrayList<>(
            List.of("run", "--dir=cache", "--cache-to", reference, "--save-on", saveOn));
    List<String> build = new ArrayList<>(List.of(words));
    build.removeIf(word -> word.startsWith("--time-budget") && all.add(word));
    all.addAll(List.of("--", stage.path("docker").toString(), "buildx", "build"));
    all.addAll(build);
    return program.run(all.toArray(String[]::new));
  }

  private String read(String name) throws IOException {
    return Files.readString(stage.path(name));
  }

  private static String vertex(int place, String command, String error) {
    return "{\"vertexes\":[{\"digest\":\"%d\",\"name\":\"[%d/4] RUN %s\",\"inputs\":[\"%d\"],\"started\":\"x\",\"completed\":\"y\",\"error\":\"%s\"}]}\n"
        .formatted(place, place, command, place - 1, error);
  }
}
