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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds that docker does not even begin since they are to export a cache. */
@Timeout(60)
class RunRefusalTest {
  /** Says of itself what real ones do: buildx 0.29, docker 28.5. */
  private static final String DOCKER =
      """
      #!/bin/sh
      echo "$*" >>calls
      case "$*" in
        *" inspect "*) [ "$BUILDX" = yes ] || exit 1
          echo 'Driver: docker'; echo 'Features:'; echo " Cache export:     $EXPORT"; exit 0 ;;
        *" version"*) [ "$BUILDX" = yes ]; exit ;;
        *--print*) echo '{"target":{"a":{}}}'; exit 0 ;;
        *cache-from*) [ "$BUILDX" = yes ] || exit 125 ;;
      esac
      case "$*" in
        *cache-to*) [ "$BUILDX" = yes ] || exit 125; [ "$EXPORT" = true ] || exit 1 ;;
      esac
      exit "${CODE:-0}"
      """;

  @TempDir private Path directory;
  private Stage stage;
  private String cache;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    stage.script("docker", DOCKER);
    cache = "type=local,src=" + stage.layout("max-image-manifest", "source");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void aBuilderThatExportsNoCache_buildsWithoutAnExport() throws IOException {
    InProcess program = program("yes", "false");
    assertThat(run(program, "build", ".")).isZero();
    assertThat(builds()).hasSize(2);
    assertThat(builds().get(1)).contains("--cache-from type=local").doesNotContain("--cache-to");
    assertThat(program.err())
        .containsOnlyOnce("warning: ")
        .contains("runs again without an export of its cache: the builder exports no cache");
    assertThat(calls()).contains("buildx inspect --debug --builder=default");
  }

  @Test
  void aBakeOfABuilderThatExportsNoCache_buildsWithoutAnExport() throws IOException {
    assertThat(run(program("yes", "false"), "buildx", "bake")).isZero();
    assertThat(builds()).hasSize(2);
    assertThat(builds().get(1)).contains("a.cache-from").doesNotContain("cache-to");
  }

  @Test
  void aDockerWithoutBuildx_buildsAsItIs() throws IOException {
    InProcess program = program("no", "");
    assertThat(run(program, "build", ".")).isZero();
    assertThat(builds().get(1)).isEqualTo("build .");
    assertThat(program.err()).containsOnlyOnce("warning: ").contains("this docker has no buildx");
  }

  @Test
  void aBuildThatFailsForItself_isNotRunAgain() throws IOException {
    assertThat(run(program("yes", "true").with("CODE", "3"), "build", ".")).isEqualTo(3);
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aBuildThatFailsWithoutAnExport_keepsItsCode() throws IOException {
    assertThat(run(program("yes", "false").with("CODE", "3"), "build", ".")).isEqualTo(3);
    assertThat(builds()).hasSize(2);
  }

  @Test
  void aSaveThatIsToFail_failsWhereTheBuilderExportsNoCache() {
    assertThat(run(program("yes", "false"), "--on-error=fail", "build", ".")).isEqualTo(1);
  }

  @Test
  void aBuilderThatIsToWriteTheCacheItself_buildsWithoutAnExport() throws IOException {
    InProcess program = program("yes", "false");
    int code =
        program.run(
            "run",
            "--direct",
            "--cache-to=localhost:1/acme/app:cache",
            "--",
            stage.path("docker").toString(),
            "build",
            ".");
    assertThat(code).isZero();
    assertThat(builds().get(1)).isEqualTo("build .");
  }

  private InProcess program(String buildx, String export) {
    return stage
        .program()
        .with("PATH", "/usr/bin:/bin")
        .with("BUILDX", buildx)
        .with("EXPORT", export);
  }

  private int run(InProcess program, String... words) {
    var all =
        new ArrayList<String>(
            List.of("run", "--dir=cache", "--cache-from=" + cache, "--cache-to=" + target()));
    var build = new ArrayList<String>(List.of(words));
    while (build.get(0).startsWith("--")) {
      all.add(build.remove(0));
    }
    all.addAll(List.of("--", stage.path("docker").toString()));
    all.addAll(build);
    return program.run(all.toArray(String[]::new));
  }

  private String target() {
    return "type=local,dest=" + stage.path("target");
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(stage.path("calls"));
  }

  private List<String> builds() throws IOException {
    return calls().stream()
        .filter(call -> !call.contains("buildx inspect") && !call.contains("buildx version"))
        .filter(call -> !call.contains("--print"))
        .toList();
  }
}
