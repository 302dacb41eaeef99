package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pull request may have written the repository's file: what it may not say is refused. */
class RepositoryRulesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scope: main",
        "import: {scope: none}",
        "min-trust: fork",
        "ca-file: ca.pem",
        "verify: {deep: false}",
        "promote: {to-scope: main}",
        "heal: {cache-to: ghcr.io/acme/app:latest}",
        "migrate: {cache-to: ghcr.io/acme/app:latest}",
        "serve gha: {dir: here}",
        "serve gha: {bind: 0.0.0.0}",
        "serve gha: {token-secret-file: secret}",
      })
  void whatTheJobReliesOnIsNotForTheRepositoryToSay(String text) throws IOException {
    assertThat(complaint(text))
        .contains("(.cacheferry.yaml:1): a repository's file may not set", "any pull request could")
        .contains("CACHEFERRY_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type=gha,url_v2=https://elsewhere.example/",
        "type=gha,url=https://elsewhere.example/",
        "type=registry,ref=a.example/b:c,registry.insecure=true",
        "type=s3,bucket=b",
      })
  void aSpecDoesNotSayHowAServerIsReached(String spec) throws IOException {
    assertThat(complaint("cache-to: '" + spec + "'"))
        .contains("a repository's file may not say", "CACHEFERRY_CACHE_TO");
  }

  @Test
  void aSecretIsToldWhereItBelongsAndNotShown() throws IOException {
    assertThat(complaint("export: {cache-to: 'type=gha,token=hunter2hunter2'}"))
        .contains("token is a secret, which does not belong in a repository")
        .contains("CACHEFERRY_EXPORT__CACHE_TO")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dir: ../elsewhere",
        "dir: /tmp/elsewhere",
        "dir: link/elsewhere",
        "cache-from: type=local,src=../elsewhere",
        "cache-to: ['type=local,dest=inside/../../elsewhere']",
      })
  void pathsDoNotLeaveTheCheckout(String text) throws IOException {
    Files.createSymbolicLink(directory.resolve("link"), directory.getParent());
    assertThat(complaint(text)).contains("leads out of the checkout");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cache-targets",
        "cache-targets/app",
        "cache-compose.json",
        "cache-compose-hit.json",
        "cache-finished"
      })
  void whatIsWrittenBesideTheDirectoryDoesNotLeaveTheCheckout(String link) throws IOException {
    Files.createDirectories(directory.resolve(link).getParent());
    Files.createSymbolicLink(directory.resolve(link), directory.getParent());
    assertThat(complaint("dir: cache")).contains("leads out of the checkout");
    assertThat(complaint("dir: cache/.")).contains("leads out of the checkout");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dir: .", "dir: a/..", "dir: ''"})
  void theDirectoryIsNotTheRootOfTheCheckout(String text) throws IOException {
    assertThat(complaint(text)).contains("dir is the root of the checkout");
  }

  @Test
  void aSpecThatMakesNoSenseIsToldWithItsLine() throws IOException {
    assertThat(complaint("jobs: 1\ncache-to: ref=a")).contains("(.cacheferry.yaml:2)", "no type");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "jobs: 1");
    Files.createSymbolicLink(directory.resolve(".cacheferry.yaml"), other);
    var program = new InProcess().in(directory);
    assertThat(program.run("config")).isEqualTo(2);
    assertThat(program.err()).contains("it is not a regular file");
  }

  @Test
  void theRestIsForTheRepositoryToSay() throws IOException {
    Files.writeString(
        directory.resolve(".cacheferry.yaml"),
        """
        cache-from:
          - ghcr.io/acme/app:cache
          - type=registry,ref=ghcr.io/acme/base:cache
          - type=gha,scope=app,version=2
        cache-to: ['type=registry,ref=ghcr.io/acme/app:cache,mode=max', 'type=local,dest=.cache/x']
        scope-by: image=api,platform
        dir: .cache/build
        on-error: warn
        jobs: 16
        """);
    var program = new InProcess().in(directory);
    assertThat(program.run("config", "run")).as(program.err()).isZero();
    assertThat(program.out())
        .contains(".cacheferry.yaml:1  type=registry,ref=ghcr.io/acme/app:cache\n")
        .contains(".cacheferry.yaml:5  type=local,dest=.cache/x\n");
  }

  private String complaint(String text) throws IOException {
    Files.writeString(directory.resolve(".cacheferry.yaml"), text);
    var program = new InProcess().in(directory);
    assertThat(program.run("config")).isEqualTo(2);
    return program.err();
  }
}
