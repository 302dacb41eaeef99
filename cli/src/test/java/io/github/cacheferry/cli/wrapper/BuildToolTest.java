package io.github.cacheferry.cli.wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildToolTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "make",
        "docker",
        "docker run build",
        "docker b .",
        "docker bake",
        "buildctl du",
        "docker buildx",
        "docker --context build",
        "docker buildx --builder build",
        "docker compose up",
        "docker compose -f build",
        "docker-compose",
        "docker buildx compose build"
      })
  void of_anythingElseIsRefusedAndSaysWhatIsKnown(String command) {
    assertThatThrownBy(() -> BuildTool.of(List.of(command.split(" "))))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining(
            "docker buildx build, docker build, docker buildx bake, docker compose build,"
                + " buildctl build or dagger");
  }

  @Test
  void of_nothingIsRefused() {
    assertThatThrownBy(() -> BuildTool.of(List.of())).isInstanceOf(CacheException.Usage.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker buildx build -t app:1 --pull .",
        "docker buildx build -qt app:2 --pull .",
        "docker buildx build -tapp:3 --tag=b --label a=b --pull .",
        "docker buildx build --tag b --iidfile x --metadata-file y --progress plain --pull .",
        "docker buildx build --pull . --annotation=a=b --quiet",
      })
  void build_whatIsBuiltDoesNotDependOnNames(String command) throws Exception {
    assertThat(((DockerBuild) BuildTool.of(words(command))).built())
        .containsExactly("docker", "buildx", "build", "--pull=true", "--", ".");
  }

  @Test
  void build_whatIsBuiltDependsOnTheRest() throws Exception {
    String command = "docker --context c build --build-arg -t --target=a -f b c";
    assertThat(((DockerBuild) BuildTool.of(words(command))).built())
        .containsExactly(
            "docker",
            "--context",
            "c",
            "build",
            "--build-arg=-t",
            "--target=a",
            "--file=b",
            "--",
            "c");
    List<String> unknown = words("docker build --new -t .");
    assertThat(((DockerBuild) BuildTool.of(unknown)).built()).isEqualTo(unknown);
  }

  @Test
  void bake_targetsAreThoseThatItPrints() throws Exception {
    DockerBake bake = bake("docker buildx bake");
    assertThat(
            bake.targets(
                "{\"group\":{\"default\":{\"targets\":[\"a\"]}},\"target\":{\"a\":{\"context\":\".\",\"x\":[{}]},\"b-1\":{}},\"z\":1}"))
        .containsExactly("a", "b-1");
    assertThat(bake.targets("{}")).isEmpty();
    for (String broken : List.of("", "[]", "{\"target\":{", "no")) {
      assertThatThrownBy(() -> bake.targets(broken)).isInstanceOf(CacheException.Unsupported.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "", "a/b", "a b", "é"})
  void targets_aNameThatNoDirectoryShouldHaveIsRefused(String name) throws Exception {
    assertThatThrownBy(
            () -> bake("docker buildx bake").targets("{\"target\":{\"" + name + "\":{}}}"))
        .isInstanceOf(CacheException.Unsupported.class);
    assertThat(bake("docker buildx bake").targets("{\"target\":{\"...\":{},\"a.b\":{}}}"))
        .containsExactly("...", "a.b");
  }

  @Test
  void compose_buildsTheServicesThatHaveABuildSection() throws Exception {
    DockerCompose compose = compose("docker compose build");
    assertThat(
            compose.targets(
                "{\"name\":\"x\",\"services\":{\"web\":{\"build\":{\"context\":\".\"},\"x\":{\"build\":{}}},"
                    + "\"db\":{\"image\":\"db\",\"x\":{\"build\":{}}},\"old\":{\"build\":null},\"none\":null,"
                    + "\"api\":{\"image\":\"api\",\"build\":{}}}}"))
        .containsExactly("web", "api");
  }

  @Test
  void compose_withoutCachesStaysAsItIs() throws Exception {
    DockerCompose compose = compose("docker compose build").reading(List.of("/a.yaml"), "/b");
    var none = Map.of("web", new CacheFlags(List.of(), List.of()));
    assertThat(compose.with(none, List.of()).words()).containsExactly("docker", "compose", "build");
    assertThat(compose.with(none, List.of()).files()).isEmpty();
  }

  @Test
  void compose_knowsWhichFilesAndDirectoryAreNamed() throws Exception {
    assertThat(compose("docker compose build").namesFiles()).isFalse();
    assertThat(compose("docker compose -p -f build -f x").namesFiles()).isFalse();
    assertThat(compose("docker compose --env-file=-f build").namesFiles()).isFalse();
    for (String file : List.of("-f x", "-fx", "--file x", "--file=x", "-p y -f x")) {
      assertThat(compose("docker compose " + file + " build").namesFiles()).as(file).isTrue();
    }
    assertThat(compose("docker compose --project-directory a -f x build").projectDirectory())
        .contains("a");
    assertThat(compose("docker-compose --workdir=b build").projectDirectory()).contains("b");
    assertThat(compose("docker compose build --project-directory a").projectDirectory()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dagger v0.21.0 (engine) linux/amd64|ignores caches, as dagger does since 0.21",
        "dagger v0.30.1|ignores caches",
        "dagger v1.0.0|ignores caches",
        "dagger v0.3.13|knows no caches",
        "dagger devel ()|does not tell a version",
        "''|does not tell a version",
        "dagger 0.2.20|takes caches with dagger do only"
      })
  void dagger_aVersionWithoutCachesIsRefused(String version, String reason) throws Exception {
    Dagger dagger = (Dagger) BuildTool.of(List.of("dagger", "call", "do"));
    assertThatThrownBy(() -> dagger.at(version, Map.of(), "type=local,src=/x"))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining(reason);
  }

  @Test
  void dagger_whatItCouldNotReadOrWouldLoseIsRefused() throws Exception {
    Dagger dagger = (Dagger) BuildTool.of(List.of("dagger", "call"));
    assertThatThrownBy(() -> dagger.at("dagger v0.9.0", Map.of(), "type=local,\"src=/a,b\""))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("Name another one with --dir");
    var own = Map.of("_EXPERIMENTAL_DAGGER_CACHE_CONFIG", "type=gha");
    assertThatThrownBy(() -> dagger.at("dagger v0.8.0", own, "type=local,src=/x"))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("takes one cache only");
  }

  private static DockerCompose compose(String command) throws CacheException {
    return (DockerCompose) BuildTool.of(List.of(command.split(" ")));
  }

  private static DockerBake bake(String command) throws CacheException {
    return (DockerBake) BuildTool.of(List.of(command.split(" ")));
  }

  private static List<String> words(String command) {
    return List.of(command.split(" "));
  }
}
