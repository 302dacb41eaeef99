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

/**
 * The wrapper around a compose that reads {@code compose.yaml}, unless files are named or {@code
 * .env} names them, and builds what it is told to by copying a cache.
 */
class RunComposeTest {
  private static final String DOCKER =
      """
      #!/bin/sh
      files=
      last=
      for word; do
        [ "$last" != -f ] || files="$files ${word##*/}"
        last=$word
      done
      case "$*" in
        *'config --environment'*) cat .env 2>/dev/null; exit ;;
        *'config --format json'*)
          [ -n "$files" ] || files=$(sed -n 's/^COMPOSE_FILE=/ /p' .env 2>/dev/null)
          [ -n "$files" ] || files=" $USUAL"
          echo '{"x-files":"'"$files"'","services":{"web":{"build":{}},"db":{},"api":{"build":{}}}}'
          exit ;;
      esac
      printf '%s\\n' "$@" >arguments
      for word; do
        case $word in *-compose*.json) cp "$word" override.json ;; esac
      done
      for name in $BUILT; do
        mkdir -p cache-targets/$name && cp -r fixture/. cache-targets/$name/
      done
      """;

  @TempDir private Path directory;
  private Stage stage;
  private String reference;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "fixture");
    stage.script("docker", DOCKER);
    Files.writeString(stage.path("compose.yaml"), "services: {}");
    reference = stage.registry().reference("acme/app:cache");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void theServicesWriteToTheirOwnDirectoriesAndBecomeOneCache() throws IOException {
    InProcess first = program();
    assertThat(run(first, "compose", "build")).isZero();
    assertThat(first.err()).contains("saved: registry ").doesNotContain("warning");
    assertThat(arguments())
        .containsExactly(
            "compose",
            "-f",
            stage.path("compose.yaml").toString(),
            "-f",
            stage.path("cache-compose.json").toString(),
            "build");
    assertThat(override())
        .isEqualTo(
            "{\"services\":{\"api\":{\"build\":{\"cache_to\":[\""
                + to("api")
                + "\"]}},\"web\":{\"build\":{\"cache_to\":[\""
                + to("web")
                + "\"]}}}}\n");

    InProcess second = program();
    assertThat(run(second, "compose", "build")).isZero();
    assertThat(second.err()).contains("restored: registry ");
    assertThat(arguments()).contains(stage.path("cache-compose-hit.json").toString());
    assertThat(override())
        .contains("\"cache_from\":[\"type=local,src=" + stage.path("cache") + "\"]");
  }

  @Test
  void aLinkWithTheFilesNameIsReplacedAndNotFollowed() throws IOException {
    Path mine = Files.writeString(stage.path("mine"), "precious");
    Files.createSymbolicLink(stage.path("cache-compose.json"), mine);
    assertThat(run(program(), "compose", "build")).isZero();
    assertThat(mine).hasContent("precious");
    assertThat(stage.path("cache-compose.json")).isRegularFile();
    assertThat(directory).isDirectoryNotContaining("glob:**/*.tmp");
  }

  @Test
  void aServiceThatIsNotBuiltIsNotMissed() {
    InProcess program = program().with("BUILT", "web");
    assertThat(run(program, "compose", "build", "web")).isZero();
    assertThat(program.err()).contains("saved: registry ").doesNotContain("warning");
  }

  @Test
  void aServiceThatIsNotBuiltThisTimeIsLeftOut() throws IOException {
    assertThat(run(program(), "compose", "build")).isZero();
    Files.writeString(stage.path("cache-targets/web/index.json"), "{");
    InProcess program = program().with("BUILT", "api");
    assertThat(run(program, "compose", "build", "api")).isZero();
    assertThat(program.err()).contains(": registry ").doesNotContain("warning");
  }

  @Test
  void filesThatTheCommandNamesAreNotLookedFor() throws IOException {
    assertThat(run(program(), "compose", "-f", "a.yaml", "build")).isZero();
    assertThat(arguments())
        .containsExactly(
            "compose", "-f", "a.yaml", "-f", stage.path("cache-compose.json").toString(), "build");
  }

  @Test
  void theUsualFilesAreLookedForUpwardsAndWithTheirOverrides() throws IOException {
    Files.writeString(stage.path("compose.override.yaml"), "{}");
    Files.createDirectories(stage.path("docs/api"));
    InProcess program = program().with("USUAL", "compose.yaml compose.override.yaml");
    assertThat(run(program, "compose", "--project-directory", "docs/api", "build")).isZero();
    assertThat(arguments())
        .containsSubsequence(
            "-f",
            stage.path("compose.yaml").toString(),
            "-f",
            stage.path("compose.override.yaml").toString(),
            "-f",
            "build");
  }

  @Test
  void filesFromVariablesAreNamed() throws IOException {
    InProcess program =
        program()
            .with("COMPOSE_FILE", "a.yaml;b.yaml")
            .with("COMPOSE_PATH_SEPARATOR", ";")
            .with("USUAL", "a.yaml b.yaml");
    assertThat(run(program, "compose", "build")).isZero();
    assertThat(arguments())
        .containsSubsequence(stage.path("a.yaml").toString(), stage.path("b.yaml").toString());

    Files.writeString(stage.path(".env"), "X=1\nCOMPOSE_FILE=c.yaml\n");
    assertThat(run(program(), "compose", "build")).isZero();
    assertThat(arguments()).contains("-f", stage.path("c.yaml").toString());
  }

  @Test
  void withoutAPlaceToSaveTheServicesOnlyRead() throws IOException {
    Path cache = stage.layout("max-image-manifest", "elsewhere");
    InProcess program = program().with("BUILT", "");
    String docker = stage.path("docker").toString();
    assertThat(
            program.run(
                "run",
                "--dir=not/there/yet",
                "--cache-from=type=local,src=" + cache,
                "--",
                docker,
                "compose",
                "build"))
        .isZero();
    assertThat(program.err()).contains("restored: local ").doesNotContain("warning");
    assertThat(override()).contains("cache_from").doesNotContain("cache_to");
    assertThat(program().run("run", "--dir=a/b", "--", docker, "compose", "build")).isZero();
    assertThat(arguments()).containsExactly("compose", "build");
    Files.writeString(stage.path(".env"), "COMPOSE_FILE=no\0path.yaml\n");
    assertThat(run(program, "compose", "build")).isZero();
  }

  @Test
  void whereTheFilesCannotBeToldTheBuildGoesWithoutACache() throws IOException {
    InProcess program = program().with("USUAL", "unheard-of.yaml");
    assertThat(run(program, "compose", "build")).isZero();
    assertThat(program.err()).contains("warning: runs the command as it is");
    assertThat(arguments()).containsExactly("compose", "build");
  }

  @Test
  void print_makesTheFilesThatTheCommandNeeds() throws IOException {
    InProcess program = program();
    assertThat(
            program.run(
                "run",
                "--dir=cache",
                "--print",
                "--cache-from",
                reference,
                "--cache-to",
                reference,
                "--",
                stage.path("docker").toString(),
                "compose",
                "build"))
        .isZero();
    String file = stage.path("cache-compose-hit.json").toString();
    assertThat(program.out())
        .isEqualTo(
            stage.path("docker")
                + " compose -f "
                + stage.path("compose.yaml")
                + " -f "
                + file
                + " build\n");
    assertThat(Files.readString(Path.of(file))).startsWith("{\"services\":{\"api\":");
    assertThat(stage.path("arguments")).doesNotExist();
  }

  private InProcess program() {
    return stage
        .program()
        .with("PATH", "/usr/bin:/bin")
        .with("BUILT", "web api")
        .with("USUAL", "compose.yaml");
  }

  private int run(InProcess program, String... words) {
    var all =
        new ArrayList<String>(
            List.of(
                "run", "--dir=cache", "--cache-from", reference, "--cache-to", reference, "--"));
    all.add(stage.path("docker").toString());
    all.addAll(List.of(words));
    return program.run(all.toArray(String[]::new));
  }

  private String to(String name) {
    return "type=local,dest=" + stage.path("cache-targets/" + name) + ",mode=max,ignore-error=true";
  }

  private List<String> arguments() throws IOException {
    return Files.readAllLines(stage.path("arguments"));
  }

  private String override() throws IOException {
    return Files.readString(stage.path("override.json"));
  }
}
