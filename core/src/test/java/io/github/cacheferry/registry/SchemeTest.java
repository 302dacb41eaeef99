package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.MediaTypes;
import io.github.cacheferry.testing.FakeRegistry;
import io.github.cacheferry.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemeTest {
  @TempDir private static Path certificates;
  private static TestCertificate certificate;

  @TempDir private Path home;
  private ClientFixture fixture;

  @BeforeAll
  static void makeCertificate() {
    certificate = TestCertificate.make(certificates);
  }

  @BeforeEach
  void setUp() {
    fixture = new ClientFixture(home);
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io,            false, false, https",
    "ghcr.io,            true,  false, https http",
    "localhost:5000,     false, false, http https",
    "127.0.0.1:5000,     false, false, http https",
    "'[::1]:5000',       false, false, http https",
    "localhost:443,      false, false, https http",
    "localhost:5000,     false, true,  https http",
    "localhost:5000,     true,  false, http https",
    "localhost.evil.com, false, false, https",
    "10.0.0.1:5000,      false, true,  https",
  })
  void host_tellsWhatToTry(String host, boolean insecure, boolean certificates, String expected)
      throws IOException {
    var schemes =
        ApiBase.of(host, insecure, certificates).candidates().stream()
            .map(url -> url.scheme())
            .toList();
    assertThat(String.join(" ", schemes)).isEqualTo(expected);
  }

  @Test
  void plainRegistryOnThisMachine_isAskedOnce() throws IOException {
    try (var registry = holding(FakeRegistry.start())) {
      assertThat(pull(registry, false)).isTrue();
      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void tlsRegistryOnThisMachine_isFound() throws IOException {
    fixture.caFile = Optional.of(certificate.writeCertificate(home.resolve("ca.pem")));
    try (var registry = holding(FakeRegistry.startTls(certificate.context()))) {
      assertThat(pull(registry, false)).isTrue();
      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void tlsRegistryWithCertificatesOfItsOwn_isTrusted() throws IOException {
    try (var registry = holding(FakeRegistry.startTls(certificate.context()))) {
      certificate.writeCertificate(home.resolve("certs.d/" + registry.host() + "/ca.crt"));
      assertThat(pull(registry, false)).isTrue();
    }
  }

  @Test
  void registryOfAnUnknownAuthority_isNotTrusted_andSaysWhatToDo() {
    try (var registry = holding(FakeRegistry.startTls(certificate.context()))) {
      assertThatThrownBy(() -> pull(registry, false))
          .isInstanceOf(CacheException.Unavailable.class)
          .hasMessageContaining("certificate is not trusted")
          .hasMessageContaining("/etc/docker/certs.d/" + registry.host());
      assertThat(fixture.pace.sleeps()).isEmpty();
    }
  }

  @Test
  void insecure_takesAnyCertificateAndPlainText() throws IOException {
    try (var tls = holding(FakeRegistry.startTls(certificate.context()));
        var plain = holding(FakeRegistry.start())) {
      assertThat(pull(tls, true)).isTrue();
      assertThat(pull(plain, true)).isTrue();
    }
  }

  @Test
  void serverThatSaysThatItSpeaksTls_isAskedThatWay() throws IOException {
    try (var server = new PickyServer()) {
      String reference = server.host() + "/app:cache";
      try (var client = fixture.pull(reference)) {
        assertThatThrownBy(client::manifest).isInstanceOf(CacheException.Unavailable.class);
      }
      assertThat(server.firstBytes()).startsWith((int) 'G', PickyServer.CLIENT_HELLO);
    }
  }

  @Test
  void tokenServerWithoutTls_getsNoCredentialsOfARegistryWithTls() {
    boolean secure = RegistryAuth.isSecure(okhttp3.HttpUrl.get("https://ghcr.io/"), true);
    assertThat(secure).isTrue();
    assertThat(RegistryAuth.isSecure(okhttp3.HttpUrl.get("http://ghcr.io/"), true)).isFalse();
    assertThat(RegistryAuth.isSecure(okhttp3.HttpUrl.get("https://localhost/"), true)).isFalse();
    assertThat(RegistryAuth.isSecure(okhttp3.HttpUrl.get("https://ghcr.io/"), false)).isFalse();
  }

  @Test
  void nobodyThere_isToldAfterAFewAttempts() throws IOException {
    FakeRegistry gone = FakeRegistry.start();
    gone.close();
    assertThatThrownBy(() -> pull(gone, false))
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageContaining("the connection is refused");
    assertThat(fixture.pace.sleeps()).hasSize(5);
  }

  private static FakeRegistry holding(FakeRegistry registry) {
    registry.putManifest("app", "cache", MediaTypes.OCI_MANIFEST, new byte[] {'{', '}'});
    return registry;
  }

  private boolean pull(FakeRegistry registry, boolean insecure) throws IOException {
    try (var client =
        fixture.open(registry.reference("app:cache"), RegistryClient.Use.PULL, insecure)) {
      return client.manifest().isPresent();
    }
  }
}
