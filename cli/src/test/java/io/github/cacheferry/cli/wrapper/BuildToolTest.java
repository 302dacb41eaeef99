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
  private static final CacheFlags FLAGS = new CacheFlags(List.of("type=A"), List.of("type=B"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker build .|docker build + .",
        "docker buildx build -t x .|docker buildx build + -t x .",
        "docker buildx b .|docker buildx b + .",
        "docker image build .|docker image build + .",
        "docker builder build .|docker builder build + .",
        "docker --context build buildx --builder=one build .|docker --context build buildx --builder=one build + .",
        "docker -H tcp://x -D buildx --builder build build .|docker -H tcp://x -D buildx --builder build build + .",
        "/usr/bin/docker build -- .|/usr/bin/docker build + -- .",
        "docker-buildx build .|docker-buildx build + .",
        "docker build --cache-from x --cache-to=y .|docker build + --cache-from x --cache-to=y ."
      })
  void dockerBuild_getsTheFlagsBehindTheSubcommand(String given, String wanted) throws Exception {
    assertThat(rewritten(given))
        .isEqualTo(wanted.replace("+", "--cache-from type=A --cache-to type=B"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "buildctl build --local context=.|buildctl build + --local context=.",
        "buildctl --addr build --debug b --import-cache x|buildctl --addr build --debug b + --import-cache x"
      })
  void buildctl_hasItsOwnNames(String given, String wanted) throws Exception {
    assertThat(rewritten(given))
        .isEqualTo(wanted.replace("+", "--import-cache type=A --export-cache type=B"));
  }

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
        "docker buildx --builder build"
      })
  void of_anythingElseIsRefusedAndSaysWhatIsKnown(String command) {
    assertThatThrownBy(() -> BuildTool.of(List.of(command.split(" "))))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining(
            "docker buildx build, docker build, docker buildx bake or buildctl build");
  }

  @Test
  void of_nothingIsRefused() {
    assertThatThrownBy(() -> BuildTool.of(List.of())).isInstanceOf(CacheException.Usage.class);
  }

  @Test
  void bake_addsToEachTargetAndMayReachTheDirectories() throws Exception {
    DockerBake bake = bake("docker buildx bake -f x.hcl app --set app.cache-to=type=C");
    assertThat(bake.listing())
        .containsExactly(
            "docker",
            "buildx",
            "bake",
            "--print",
            "-f",
            "x.hcl",
            "app",
            "--set",
            "app.cache-to=type=C");
    assertThat(String.join(" ", bake.with(Map.of("b", FLAGS, "a", FLAGS), List.of("/dir")).words()))
        .isEqualTo(
            "docker buildx bake -f x.hcl app --set app.cache-to=type=C --allow fs=/dir"
                + " --set a.cache-from+=type=A --set a.cache-to+=type=B"
                + " --set b.cache-from+=type=A --set b.cache-to+=type=B");
  }

  @Test
  void bake_optionsStayBeforeTwoDashes() throws Exception {
    assertThat(bake("docker buildx bake -- app").with(Map.of(), List.of("/dir")).words())
        .containsExactly("docker", "buildx", "bake", "--allow", "fs=/dir", "--", "app");
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

  private static DockerBake bake(String command) throws CacheException {
    return (DockerBake) BuildTool.of(List.of(command.split(" ")));
  }

  private static String rewritten(String command) throws CacheException {
    return String.join(
        " ", ((WholeBuild) BuildTool.of(List.of(command.split(" ")))).with(FLAGS).words());
  }
}
