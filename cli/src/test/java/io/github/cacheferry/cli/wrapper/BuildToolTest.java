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
        "docker buildx compose build",
        "docker builder prune",
        "docker builder",
        "env A=b",
        "nice",
        "timeout docker build",
        "env -i docker build",
        "env -C / docker build",
        "sh -c build"
      })
  void of_anythingElseIsRefusedAndSaysWhatIsKnown(String command) {
    assertThatThrownBy(() -> BuildTool.of(List.of(command.split(" ")), Map.of()))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining(
            "docker buildx build, docker build, docker buildx bake, docker compose build,"
                + " buildctl build or dagger");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker --context c compose -p x up --build|docker compose up|docker compose build",
        "docker compose run web|docker compose run|docker compose build",
        "docker-compose create|docker-compose create|docker compose build",
        "docker push x|docker push|docker build",
        "docker buildx --builder x imagetools create|docker buildx imagetools|docker build",
        "sudo -E docker build .|sudo changes whose|Put sudo before cacheferry",
        "doas docker build .|doas changes whose|Put doas before cacheferry",
        "env -i docker build .|how env is given|Put env before cacheferry",
        "TOKEN=s3cret docker build .|TOKEN is a variable|Write env before it",
        "TOKEN=/s3cret docker build .|TOKEN is a variable|Write env before it",
        "env A=s3cret|how env is given|docker build",
        "podman build .|podman does not build with BuildKit|docker buildx build",
        "/usr/bin/buildah bud .|buildah does not build with BuildKit|docker buildx build",
        "nerdctl build .|how nerdctl is given|nerdctl build $(cacheferry flags)",
      })
  void of_aRefusalTellsWhatItIsAboutAndWhatToDo(String command, String reason, String advice) {
    assertThatThrownBy(() -> BuildTool.of(List.of(command.split(" ")), Map.of()))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(advice)
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker build .",
        "docker image build .",
        "docker builder build .",
        "docker compose build",
        "docker-compose build",
        "nice docker -D build ."
      })
  void of_theOldBuilderIsRefused(String command) throws Exception {
    for (String value : List.of("0", "false", "F")) {
      assertThatThrownBy(() -> BuildTool.of(words(command), Map.of("DOCKER_BUILDKIT", value)))
          .isInstanceOf(CacheException.Usage.class)
          .hasMessageContaining(
              "DOCKER_BUILDKIT=" + value + " chooses the builder before BuildKit");
    }
    assertThat(BuildTool.of(words(command), Map.of("DOCKER_BUILDKIT", "1"))).isNotNull();
    assertThat(BuildTool.of(words(command), Map.of("DOCKER_BUILDKIT", ""))).isNotNull();
    assertThat(BuildTool.of(words("docker buildx build ."), Map.of("DOCKER_BUILDKIT", "0")))
        .isNotNull();
  }

  @Test
  void of_theCommandsOwnVariableCounts() throws Exception {
    assertThatThrownBy(() -> BuildTool.of(words("env DOCKER_BUILDKIT=0 docker build ."), Map.of()))
        .isInstanceOf(CacheException.Usage.class);
    Map<String, String> old = Map.of("DOCKER_BUILDKIT", "0");
    assertThat(BuildTool.of(words("env DOCKER_BUILDKIT=1 docker build ."), old)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "docker buildx bake -f - web, true",
    "docker buildx bake -f a.hcl -f-, true",
    "docker buildx bake --file=-, true",
    "docker buildx bake --file - , true",
    "docker buildx bake -f=-, true",
    "docker buildx bake -f a.hcl, false",
    "docker buildx bake --set -f -- -f -, false",
    "docker compose -f - build, true",
    "docker compose -f=- build, true",
    "docker compose -f a.yaml build -, false",
  })
  void many_mayReadWhatTheyBuildFromStandardInput(String command, boolean reads) throws Exception {
    assertThat(((ManyBuilds) BuildTool.of(words(command), Map.of())).readsInput()).isEqualTo(reads);
  }

  @Test
  void dagger_isAskedAsItIsStarted() throws Exception {
    Dagger dagger = (Dagger) BuildTool.of(words("nice -n 5 /opt/dagger --debug call"), Map.of());
    assertThat(dagger.asked()).isEqualTo("nice -n 5 /opt/dagger version");
  }

  @Test
  void of_aCommandInOneWordIsRefused() {
    assertThatThrownBy(() -> BuildTool.of(List.of("docker build ./app"), Map.of()))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("the whole command is one word. Leave out the quotes around it.");
  }

  @Test
  void of_nothingIsRefused() {
    assertThatThrownBy(() -> BuildTool.of(List.of(), Map.of()))
        .isInstanceOf(CacheException.Usage.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker buildx build -t app:1 --pull .",
        "docker buildx build -qt app:2 --pull .",
        "docker buildx build -tapp:3 --tag=b --label a=b --pull .",
        "docker buildx build --tag b --iidfile x --metadata-file y --progress plain --pull .",
        "docker buildx build --pull . --annotation=a=b --quiet",
        "docker buildx build -q=false --pull .",
        "timeout 30m env BUILD=7 docker buildx build --pull .",
        "docker buildx build -qt=app --pull .",
      })
  void build_whatIsBuiltDoesNotDependOnNames(String command) throws Exception {
    assertThat(((DockerBuild) BuildTool.of(words(command), Map.of())).built())
        .containsExactly("docker", "buildx", "build", "--pull=true", "--", ".");
  }

  @Test
  void build_whatIsBuiltDependsOnTheRest() throws Exception {
    String command = "docker --context c build --build-arg -t --target=a -f b c";
    assertThat(((DockerBuild) BuildTool.of(words(command), Map.of())).built())
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
    assertThat(((DockerBuild) BuildTool.of(unknown, Map.of())).built()).isEqualTo(unknown);
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
    Dagger dagger = (Dagger) BuildTool.of(List.of("dagger", "call", "do"), Map.of());
    assertThatThrownBy(() -> dagger.at(version, Map.of(), "type=local,src=/x"))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining(reason);
  }

  @Test
  void dagger_whatItCouldNotReadOrWouldLoseIsRefused() throws Exception {
    Dagger dagger = (Dagger) BuildTool.of(List.of("dagger", "call"), Map.of());
    assertThatThrownBy(() -> dagger.at("dagger v0.9.0", Map.of(), "type=local,\"src=/a,b\""))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("Name another one with --dir");
    var own = Map.of("_EXPERIMENTAL_DAGGER_CACHE_CONFIG", "type=gha");
    assertThatThrownBy(() -> dagger.at("dagger v0.8.0", own, "type=local,src=/x"))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("takes one cache only");
  }

  private static DockerCompose compose(String command) throws CacheException {
    return (DockerCompose) BuildTool.of(List.of(command.split(" ")), Map.of());
  }

  private static DockerBake bake(String command) throws CacheException {
    return (DockerBake) BuildTool.of(List.of(command.split(" ")), Map.of());
  }

  private static List<String> words(String command) {
    return List.of(command.split(" "));
  }
}
