package io.github.cacheferry.cli.wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalBuildTest {
  private static final CacheFlags CACHES = new CacheFlags(List.of("type=A"), List.of("type=B"));

  @TempDir private Path directory;

  @BeforeEach
  void setUp() throws IOException {
    Files.createDirectories(directory.resolve("ctx"));
    Files.writeString(directory.resolve("ctx/Dockerfile"), "FROM x\n");
    Files.writeString(directory.resolve("other"), "FROM x\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker build ctx|docker build +",
        "docker buildx build --push --load -t a --tag=b -o x --output y --iidfile i --metadata-file=m ctx"
            + "|docker buildx build +",
        "docker buildx build -q --no-cache --no-cache-filter a --progress=tty --cache-to c ctx --label a=b"
            + "|docker buildx build +",
        "docker build --attest a --sbom true --provenance=mode=max --annotation x --target t -Dq ctx"
            + "|docker build +",
        "docker build --build-arg A --build-arg=B=c=d --secret id=x,src=y --ssh default ctx"
            + "|docker build --build-arg=A --build-arg=B=c=d --secret=id=x,src=y --ssh=default +",
        "docker --context c build --pull --platform a,b --cache-from r --build-context n=../n -f other ctx"
            + "|docker --context c build --pull=true --platform=a,b --cache-from=r --build-context=n=../n +",
        "docker buildx --builder b build --network=none --add-host h:1 --shm-size 1g --ulimit x -- ctx"
            + "|docker buildx --builder b build --network=none --add-host=h:1 --shm-size=1g --ulimit=x +",
        "docker build -qfother -m 1g -c=2 --pull=false ctx|docker build --memory=1g --cpu-shares=2 --pull=false +"
      })
  void words_keepWhatMakesTheStepsAndDoNothingElse(String given, String wanted) throws Exception {
    assertThat(String.join(" ", local(given).words(Path.of("/cut"), Optional.of("t"), CACHES)))
        .isEqualTo(
            wanted.replace(
                "+",
                "--file=/cut --target=t --output=type=cacheonly --provenance=false"
                    + " --progress=rawjson --cache-from type=A --cache-to type=B -- ctx"));
  }

  @Test
  void words_ofTheLastStageNameNone() throws Exception {
    assertThat(local("docker build ctx").words(Path.of("/cut"), Optional.empty(), CACHES))
        .noneMatch(word -> word.startsWith("--target"));
  }

  @Test
  void dockerfile_isTheContextsUnlessOneIsNamed() throws Exception {
    assertThat(local("docker build ctx").dockerfile())
        .isEqualTo(directory.resolve("ctx/Dockerfile"));
    assertThat(local("docker build ctx --file=other").dockerfile())
        .isEqualTo(directory.resolve("other"));
    Files.move(directory.resolve("ctx/Dockerfile"), directory.resolve("ctx/dockerfile"));
    assertThat(local("docker build ctx").dockerfile())
        .isEqualTo(directory.resolve("ctx/dockerfile"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker build -|context is no directory",
        "docker build https://github.com/a/b.git|context is no directory",
        "docker build|has no context",
        "docker build ctx ctx|has no context",
        "docker build -f - ctx|Dockerfile is no file",
        "docker build -f https://host/Dockerfile ctx|Dockerfile is no file",
        "docker build -f nowhere ctx|Dockerfile is no file",
        "docker build --check ctx|only looks",
        "docker build --call=outline ctx|only looks",
        "docker build --print x ctx|only looks",
        "docker build --new-option ctx|--new-option is not known",
        "docker build -x ctx|-x is not known",
        "docker build ctx -t|-t is not known"
      })
  void local_refusesWhatCannotBeRunAgain(String given, String reason) {
    assertThatThrownBy(() -> local(given))
        .isInstanceOf(CacheException.Unsupported.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker build ctx|docker buildx history ls --builder=default",
        "BUILDX_BUILDER=x docker build ctx|docker buildx history ls",
        "docker image build --builder x ctx|docker buildx history ls --builder=x",
        "docker --context c -D builder build --builder=x ctx|docker --context c -D buildx history ls --builder=x",
        "docker buildx --builder b build ctx|docker buildx --builder b history ls",
        "docker-buildx b ctx --builder b|docker-buildx history ls --builder=b",
        "docker -c c buildx bake a|docker -c c buildx history ls",
        "docker buildx bake --builder x -- --builder=y|docker buildx history ls --builder=x",
        "docker -D compose -f f build --builder=x|docker -D buildx history ls --builder=x",
        "docker-compose -f f build|docker buildx history ls"
      })
  void asking_isOfTheSameBuilder(String given, String wanted) throws Exception {
    boolean chosen = given.startsWith("BUILDX_BUILDER=");
    String command = chosen ? given.substring(given.indexOf(' ') + 1) : given;
    Map<String, String> environment = chosen ? Map.of("BUILDX_BUILDER", "x") : Map.of();
    var tool = (ByBuildx) BuildTool.of(List.of(command.split(" ", -1)), environment);
    assertThat(tool.asking(List.of("history", "ls"), environment))
        .containsExactly(wanted.split(" ", -1));
  }

  private LocalBuild local(String command) throws CacheException {
    return build(command).local(directory);
  }

  private static DockerBuild build(String command) throws CacheException {
    return (DockerBuild) BuildTool.of(List.of(command.split(" ", -1)), Map.of());
  }
}
