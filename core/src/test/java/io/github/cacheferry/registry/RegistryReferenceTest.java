package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryReferenceTest {
  private static final String DIGEST = Digest.of(new byte[0]).toString();

  @ParameterizedTest
  @CsvSource({
    "app,                            docker.io/library/app:latest,     registry-1.docker.io",
    "acme/app:v1,                    docker.io/acme/app:v1,            registry-1.docker.io",
    "docker.io/app,                  docker.io/library/app:latest,     registry-1.docker.io",
    "index.docker.io/acme/app,       docker.io/acme/app:latest,        registry-1.docker.io",
    "registry-1.docker.io/app:x,     docker.io/library/app:x,          registry-1.docker.io",
    "ghcr.io/acme/app/deep:cache,    ghcr.io/acme/app/deep:cache,      ghcr.io",
    "localhost/app,                  localhost/app:latest,             localhost",
    "localhost:5000/app,             localhost:5000/app:latest,        localhost:5000",
    "127.0.0.1:5000/a/b:c,           127.0.0.1:5000/a/b:c,             127.0.0.1:5000",
    "[::1]:5000/a:b,                 '[::1]:5000/a:b',                 '[::1]:5000'",
    "[fd00::1]/a,                    '[fd00::1]/a:latest',             '[fd00::1]'",
    "scratch,                        docker.io/library/scratch:latest, registry-1.docker.io",
  })
  void whatIsLeftOut_isFilledIn(String text, String expected, String apiHost) throws IOException {
    RegistryReference reference = RegistryReference.parse(text);
    assertThat(reference).hasToString(expected);
    assertThat(reference.apiHost()).isEqualTo(apiHost);
    assertThat(RegistryReference.parse(reference.toString())).isEqualTo(reference);
  }

  @Test
  void digest_winsOverTheTag() throws IOException {
    RegistryReference both = RegistryReference.parse("ghcr.io/acme/app:v1@" + DIGEST);
    assertThat(both.qualifier()).isEqualTo(DIGEST);
    assertThat(both.tag()).contains("v1");
    RegistryReference alone = RegistryReference.parse("ghcr.io/acme/app@" + DIGEST);
    assertThat(alone.tag()).isEmpty();
    assertThat(alone).hasToString("ghcr.io/acme/app@" + DIGEST);
  }

  @ParameterizedTest
  @CsvSource({
    "./cache,                 write type=local",
    "/tmp/cache,              write type=local",
    "../cache,                write type=local",
    "ghcr.io/app@sha256:12,   A digest is sha256: and 64",
    "ghcr.io/app:v1@md5:12,   A digest is sha256: and 64",
    "ghcr.io/app@v1,          A digest is sha256: and 64",
    "ghcr.io/Acme/app,        no capital letters",
    "https://ghcr.io/a@b/c,   without https",
  })
  void whatWasProbablyMeant_isTold(String text, String advice) {
    assertThatThrownBy(() -> RegistryReference.parse(text)).hasMessageContaining(advice);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "https://ghcr.io/acme/app",
        "user:pw@ghcr.io/app",
        "ghcr.io/Acme/app",
        "UPPER/x",
        "ghcr.io/app:",
        "ghcr.io/app@sha256:12",
        "ghcr.io/app:v1:v2",
        "a//b",
        "ghcr.io/../x",
        "ghcr.io/a?b",
        "ghcr.io/a b"
      })
  void anythingElse_isAUsageError(String text) {
    assertThatThrownBy(() -> RegistryReference.parse(text))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("registry reference");
  }
}
