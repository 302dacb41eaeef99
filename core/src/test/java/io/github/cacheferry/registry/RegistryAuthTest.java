package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.Retry;
import io.github.cacheferry.http.TlsSettings;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.MediaTypes;
import io.github.cacheferry.testing.FakeRegistry;
import io.github.cacheferry.testing.Fault;
import io.github.cacheferry.testing.LoggedRequest;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryAuthTest {
  private static final String PASSWORD = "hunter22";

  @TempDir private Path home;
  private final FakeRegistry registry = FakeRegistry.start();
  private ClientFixture fixture;

  @BeforeEach
  void setUp() {
    fixture = new ClientFixture(home);
    registry.putManifest("app", "cache", MediaTypes.OCI_MANIFEST, new byte[] {'{', '}'});
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void openRegistry_isShownNothing() throws IOException {
    fixture.login(registry, "me", PASSWORD);
    assertThat(pull()).isTrue();
    assertThat(registry.requests()).hasSize(1);
    assertThat(registry.requests().get(0).header("authorization")).isEmpty();
  }

  @Test
  void credentials_areToldByWhereTheyAreFrom() throws IOException {
    try (var client = client()) {
      client.manifest();
      assertThat(client.credentials()).isEmpty();
    }
    registry.auth().token("me", PASSWORD);
    registry.auth().allowAnonymousPull();
    try (var client = client()) {
      client.manifest();
      assertThat(client.credentials()).contains("no credentials");
    }
    fixture.login(registry, "me", PASSWORD);
    try (var client = client()) {
      client.manifest();
      assertThat(client.credentials())
          .hasValueSatisfying(
              told -> assertThat(told).startsWith("credentials from ").doesNotContain(PASSWORD));
    }
  }

  @Test
  void password_isShownOnceItIsAskedFor_andFromThenOn() throws IOException {
    registry.auth().basic("me", PASSWORD);
    fixture.login(registry, "me", PASSWORD);
    try (var client = client()) {
      client.manifest();
      client.manifest();
    }
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void wrongPassword_isDenied_withAdvice_andWithoutTheSecret() throws IOException {
    registry.auth().basic("me", "another");
    fixture.login(registry, "me", PASSWORD);
    assertThatThrownBy(this::pull)
        .isInstanceOf(CacheException.Denied.class)
        .hasMessageContaining("status 401")
        .hasMessageContaining("config.json do not allow it")
        .hasMessageContaining("docker login " + registry.host())
        .hasMessageNotContaining(PASSWORD);
    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void missingPassword_isDenied_andSaysThatNoneWasFound() {
    registry.auth().basic("me", PASSWORD);
    assertThatThrownBy(this::pull)
        .isInstanceOf(CacheException.Denied.class)
        .hasMessageContaining("no credentials for it were found");
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void token_isFetchedOnceForEverything() throws IOException {
    registry.auth().token("me", PASSWORD);
    fixture.login(registry, "me", PASSWORD);
    try (var client = fixture.push(registry.reference("app:cache"))) {
      client.manifest();
      client.push(ClientFixture.source(new byte[10]), bytes -> {});
      client.push(ClientFixture.source(new byte[20]), bytes -> {});
    }
    assertThat(registry.auth().issued()).isEqualTo(1);
    assertThat(registry.count("GET /token.*")).isEqualTo(1);
    LoggedRequest asked = registry.requests().get(1);
    assertThat(asked.query()).contains("service=fake", "scope=repository:app:pull,push");
    assertThat(registry.requests()).hasSize(7);
  }

  @Test
  void anonymousToken_isEnoughToPullWhereItIs() throws IOException {
    registry.auth().token("me", PASSWORD);
    registry.auth().allowAnonymousPull();
    assertThat(pull()).isTrue();
  }

  @Test
  void tokenThatIsTakenBack_isFetchedAgain() throws IOException {
    registry.auth().token("me", PASSWORD);
    fixture.login(registry, "me", PASSWORD);
    try (var client = client()) {
      client.manifest();
      registry.auth().revoke();
      assertThat(client.manifest()).isPresent();
    }
    assertThat(registry.auth().issued()).isEqualTo(2);
  }

  @Test
  void tokenThatIsTakenBackFromManyThreads_isFetchedOnce() throws IOException {
    registry.auth().token("me", PASSWORD);
    fixture.login(registry, "me", PASSWORD);
    var blobs = new ArrayList<Descriptor>();
    for (int i = 0; i < 100; i++) {
      blobs.add(ClientFixture.descriptor(new byte[i]));
    }
    try (var client = client()) {
      client.manifest();
      registry.auth().revoke();
      assertThat(client.absent(blobs)).hasSize(100);
    }
    assertThat(registry.auth().issued()).isEqualTo(2);
  }

  @Test
  void tokenThatExpires_isFetchedBeforeItIsRefused() throws IOException {
    registry.auth().token("me", PASSWORD);
    registry.auth().life(0);
    fixture.login(registry, "me", PASSWORD);
    try (var client = client()) {
      client.manifest();
      registry.clearLog();
      client.manifest();
    }
    assertThat(registry.requests())
        .extracting(LoggedRequest::path)
        .containsExactly("/token", "/v2/app/manifests/cache");
  }

  @Test
  void registryThatRefusesEveryToken_isDenied() throws IOException {
    registry.auth().token("me", PASSWORD);
    fixture.login(registry, "me", PASSWORD);
    var challenge =
        Map.of("WWW-Authenticate", "Bearer realm=\"" + registry.url() + "/token\",service=\"x\"");
    registry.fail(100, "GET /v2/.*", new Fault.Status(401, challenge, ""));
    assertThatThrownBy(this::pull).isInstanceOf(CacheException.Denied.class);
    assertThat(registry.count("GET /v2/.*")).isEqualTo(2);
  }

  @Test
  void tokenServerThatRefuses_isDenied_andNamed() throws IOException {
    registry.auth().token("me", "another");
    fixture.login(registry, "me", PASSWORD);
    assertThatThrownBy(this::pull)
        .isInstanceOf(CacheException.Denied.class)
        .hasMessageContaining("token server 127.0.0.1")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void tokenServerThatStumbles_isAskedAgain() throws IOException {
    registry.auth().token("me", PASSWORD);
    fixture.login(registry, "me", PASSWORD);
    registry.fail(2, "GET /token.*", Fault.Status.of(503));
    assertThat(pull()).isTrue();
  }

  @Test
  void tokenServerThatIsDown_isGivenUpOnce_andNamed() throws IOException {
    assertGivenUpOnce(503, CacheException.Unavailable.class);
  }

  @Test
  void tokenServerThatThrottles_isToldAsSuch() throws IOException {
    assertGivenUpOnce(429, CacheException.Throttled.class);
  }

  private void assertGivenUpOnce(int status, Class<? extends CacheException> failure)
      throws IOException {
    registry.auth().token("me", PASSWORD);
    fixture.login(registry, "me", PASSWORD);
    registry.fail(1000, "GET /token.*", Fault.Status.of(status));
    assertThatThrownBy(this::pull)
        .isInstanceOf(failure)
        .hasMessageContaining("token server 127.0.0.1")
        .hasMessageContaining(String.valueOf(status));
    assertThat(registry.count("GET /token.*")).isEqualTo(6);
  }

  @Test
  void refreshToken_isExchangedByPost() throws IOException {
    registry.auth().refreshToken("refresh-me-please");
    fixture.loginWithToken(registry, "refresh-me-please");
    assertThat(pull()).isTrue();
    assertThat(registry.count("POST /token")).isEqualTo(1);
  }

  @Test
  void mountFromAnotherRepository_asksForBoth() throws IOException {
    registry.auth().token("me", PASSWORD);
    fixture.login(registry, "me", PASSWORD);
    registry.putBlob("base", new byte[10]);
    try (var from = fixture.pull(registry.reference("base:cache"));
        var to = fixture.push(registry.reference("app:cache"))) {
      var blob = from.blob(ClientFixture.descriptor(new byte[10]));
      assertThat(to.push(blob, bytes -> {})).isEqualTo(Put.LINKED);
    }
    assertThat(registry.requests())
        .filteredOn(request -> request.path().equals("/token"))
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.query())
                    .contains("scope=repository:app:pull,push", "scope=repository:base:pull"));
  }

  @Test
  void readOnlyCredentials_areReadOnlyAccess() throws IOException {
    registry.auth().token("me", PASSWORD);
    registry.auth().denyPush();
    fixture.login(registry, "me", PASSWORD);
    try (var client = fixture.push(registry.reference("app:cache"))) {
      assertThat(client.manifest()).isPresent();
      WriteAccess access = client.access(ClientFixture.descriptor(new byte[10]));
      assertThat(access).isInstanceOf(WriteAccess.ReadOnly.class);
      assertThat(access.toString()).contains("do not allow it").doesNotContain(PASSWORD);
    }
  }

  @Test
  void secrets_areMaskedEverywhere() throws IOException {
    registry.auth().token("me", PASSWORD);
    fixture.login(registry, "me", PASSWORD);
    var echo = new Fault.Status(500, Map.of(), "you sent fake-token-1 and " + PASSWORD);
    try (var client = client()) {
      client.manifest();
      registry.fail(10, "GET /v2/.*", echo);
      assertThatThrownBy(client::manifest)
          .hasMessageContaining("you sent *** and ***")
          .hasMessageNotContaining(PASSWORD);
    }
    assertThat(fixture.told.toString()).doesNotContain(PASSWORD).doesNotContain("fake-token");
  }

  @Test
  void challengeWithoutAUsableRealm_isDenied() throws IOException {
    fixture.login(registry, "me", PASSWORD);
    for (String realm : List.of("ftp://x/", "not a url", "javascript:alert(1)")) {
      var challenge = Map.of("WWW-Authenticate", "Bearer realm=\"" + realm + "\"");
      registry.fail(1, "GET /v2/.*", new Fault.Status(401, challenge, ""));
      assertThatThrownBy(this::pull).isInstanceOf(CacheException.Denied.class);
    }
  }

  @Test
  void passwordOfARegistryWithTls_isNotSentToATokenServerWithout() throws IOException {
    var run = Runs.plain();
    Login login = new Login("me", PASSWORD, false, "a file");
    try (var transport = HttpTransport.open(run, TlsSettings.of(run))) {
      var auth =
          new RegistryAuth(
              transport,
              Retry.of(run),
              () -> Optional.of(login),
              run.redactor(),
              InstantSource.system());
      String realm = "Bearer realm=\"" + registry.url() + "/token\"";
      List<Challenge> challenges = Challenge.parse(List.of(realm));
      Scopes scopes = Scopes.pull("app");
      assertThat(auth.answer(challenges, scopes, Optional.empty(), true)).isTrue();
      assertThatThrownBy(() -> auth.header(scopes))
          .isInstanceOf(CacheException.Denied.class)
          .hasMessageContaining("without TLS");
    }
    assertThat(registry.requests()).isEmpty();
  }

  private RegistryClient client() throws IOException {
    return fixture.pull(registry.reference("app:cache"));
  }

  private boolean pull() throws IOException {
    try (var client = client()) {
      return client.manifest().isPresent();
    }
  }
}
