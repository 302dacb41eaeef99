package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerCredentialsTest {
  private static final String SECRET = "s3cret-s3cret";

  @TempDir private Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final Cancellation cancellation = Cancellation.unbounded();

  @BeforeEach
  void setUp() {
    environment.put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io,                      ghcr.io/acme/app",
    "https://ghcr.io,              ghcr.io/acme/app",
    "https://ghcr.io/v2/,          ghcr.io/acme/app",
    "ghcr.io/acme,                 ghcr.io/acme/app",
    "ghcr.io/acme/app,             ghcr.io/acme/app",
    "https://index.docker.io/v1/,  acme/app",
    "docker.io,                    app",
    "registry-1.docker.io,         app",
    "localhost:5000,               localhost:5000/app",
  })
  void dockersConfig_isLookedUpByRegistry(String key, String reference) throws IOException {
    write(".docker/config.json", auths(key, "me", SECRET));
    assertFound(find(reference), "me", home.resolve(".docker/config.json").toString());
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io,       ghcr.io.evil.com/app",
    "ghcr.io/acme,  ghcr.io/acmes/app",
    "localhost,     localhost:5000/app",
    "docker.io,     ghcr.io/app",
  })
  void anotherRegistry_getsNothing(String key, String reference) throws IOException {
    write(".docker/config.json", auths(key, "me", SECRET));
    assertThat(find(reference)).isEmpty();
  }

  @Test
  void mostSpecificEntry_wins() throws IOException {
    String both =
        "{\"auths\":{\"ghcr.io\":{\"auth\":\"%s\"},\"ghcr.io/acme\":{\"auth\":\"%s\"}}}"
            .formatted(encode("host", SECRET), encode("path", SECRET));
    write(".docker/config.json", both);
    assertThat(find("ghcr.io/acme/app").orElseThrow().username()).isEqualTo("path");
    assertThat(find("ghcr.io/other/app").orElseThrow().username()).isEqualTo("host");
  }

  @Test
  void registryAuthFile_aloneCounts() throws IOException {
    write(".docker/config.json", auths("ghcr.io", "docker", SECRET));
    write("own.json", auths("quay.io", "own", SECRET));
    environment.put("REGISTRY_AUTH_FILE", "own.json");
    assertThat(find("quay.io/app").orElseThrow().username()).isEqualTo("own");
    assertThat(find("ghcr.io/app")).isEmpty();
  }

  @Test
  void places_areSearchedInOrder() throws IOException {
    write(".config/containers/auth.json", auths("ghcr.io", "podman", SECRET));
    assertThat(find("ghcr.io/app").orElseThrow().username()).isEqualTo("podman");
    write("run/containers/auth.json", auths("ghcr.io", "runtime", SECRET));
    environment.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
    assertThat(find("ghcr.io/app").orElseThrow().username()).isEqualTo("runtime");
    write("cfg/config.json", auths("ghcr.io", "docker", SECRET));
    environment.put("DOCKER_CONFIG", home.resolve("cfg").toString());
    assertThat(find("ghcr.io/app").orElseThrow().username()).isEqualTo("docker");
    environment.put("DOCKER_AUTH_CONFIG", auths("ghcr.io", "inline", SECRET));
    assertFound(find("ghcr.io/app"), "inline", "DOCKER_AUTH_CONFIG");
  }

  @Test
  void identityToken_isARefreshToken() throws IOException {
    write(
        ".docker/config.json",
        "{\"auths\":{\"a.io\":{\"auth\":\"%s\",\"identitytoken\":\"%s\"}}}"
            .formatted(encode("<token>", ""), SECRET));
    assertThat(find("a.io/app").orElseThrow().identityToken()).isTrue();
  }

  @Test
  void brokenFile_isToldWithoutItsContent() throws IOException {
    write(".docker/config.json", "{\"auths\":{\"ghcr.io\":{\"auth\":\"" + SECRET + "\" oops");
    write(".config/containers/auth.json", auths("ghcr.io", "podman", SECRET));
    assertThat(find("ghcr.io/app").orElseThrow().username()).isEqualTo("podman");
    assertThat(warnings).singleElement().asString().contains("config.json").doesNotContain(SECRET);
  }

  @Test
  void directoryInTheFilesPlace_isToldAndPassedOver() throws IOException {
    Files.createDirectories(home.resolve(".docker/config.json"));
    write(".config/containers/auth.json", auths("ghcr.io", "podman", SECRET));
    assertThat(find("ghcr.io/app").orElseThrow().username()).isEqualTo("podman");
    assertThat(warnings).singleElement().asString().contains("config.json cannot be read");
  }

  @Test
  void helperOfTheRegistry_isAskedInTheRunsEnvironment() throws IOException {
    environment.put("HELPERS_SECRET", SECRET);
    helper(
        "acme",
        "read url; printf '{\"ServerURL\":\"%s\",\"Username\":\"%s\",\"Secret\":\"%s\"}'"
            + " \"$url\" \"$url\" \"$HELPERS_SECRET\"");
    write(
        ".docker/config.json", "{\"credHelpers\":{\"ghcr.io\":\"acme\"},\"credsStore\":\"none\"}");
    assertFound(
        find("ghcr.io/acme/app"), "ghcr.io", "the credential helper docker-credential-acme");
  }

  @Test
  void store_isAskedForEveryOtherRegistry_byDockerHubsUrl() throws IOException {
    helper(
        "acme",
        "read url; printf '{\"Username\":\"<token>\",\"Secret\":\""
            + SECRET
            + "\"}' >&1;"
            + " echo \"$url\" > asked");
    write(".docker/config.json", "{\"credsStore\":\"acme\"}");
    assertThat(find("acme/app").orElseThrow().identityToken()).isTrue();
  }

  @Test
  void helperThatHasNothing_isNoReasonToWarn_andTheFileIsLookedAt() throws IOException {
    helper("acme", "read url; echo 'credentials not found in native keychain'; exit 1");
    String config = auths("ghcr.io", "me", SECRET).replaceFirst("}$", ",\"credsStore\":\"acme\"}");
    write(".docker/config.json", config);
    assertThat(find("ghcr.io/app").orElseThrow().username()).isEqualTo("me");
    assertThat(warnings).isEmpty();
  }

  @Test
  void helperThatFails_isToldByItsName() throws IOException {
    helper("acme", "read url; echo 'keychain locked: " + SECRET + "'; exit 1");
    write(".docker/config.json", "{\"credsStore\":\"acme\"}");
    assertThat(find("ghcr.io/app")).isEmpty();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("docker-credential-acme")
        .doesNotContain(SECRET);
  }

  @Test
  void helperThatIsMissing_isToldByItsName() throws IOException {
    write(".docker/config.json", "{\"credsStore\":\"gone\"}");
    assertThat(find("ghcr.io/app")).isEmpty();
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("docker-credential-gone is not on the PATH");
  }

  @Test
  void helperWithAPathForAName_isNotRun() throws IOException {
    write(".docker/config.json", "{\"credsStore\":\"/../../bin/sh\"}");
    assertThat(find("ghcr.io/app")).isEmpty();
    assertThat(warnings).hasSize(1);
  }

  @Test
  void helperThatHangs_isLeftWhenTheRunIsStopped() throws IOException {
    helper("acme", "exec sleep 60");
    write(".docker/config.json", "{\"credsStore\":\"acme\"}");
    cancellation.cancel(Cancellation.Reason.INTERRUPTED);
    assertThatThrownBy(() -> find("ghcr.io/app")).isInstanceOf(CacheException.Cancelled.class);
  }

  private Optional<Login> find(String reference) throws IOException {
    var listener =
        new TransferListener() {
          @Override
          public void warned(String message) {
            warnings.add(message);
          }
        };
    var run =
        new RunContext(
            environment, home, home, Optional.empty(), cancellation, listener, new Redactor());
    return new DockerCredentials(RegistryReference.parse(reference), run).find();
  }

  private static void assertFound(Optional<Login> login, String username, String source) {
    assertThat(login).isPresent();
    assertThat(login.get().username()).isEqualTo(username);
    assertThat(login.get().secret()).isEqualTo(SECRET);
    assertThat(login.get().source()).isEqualTo(source);
    assertThat(login.get()).hasToString("***");
  }

  private void helper(String name, String script) throws IOException {
    Path file = home.resolve("bin/docker-credential-" + name);
    write("bin/docker-credential-" + name, "#!/bin/sh\ncd \"" + home + "\"\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void write(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String auths(String key, String user, String password) {
    return "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(key, encode(user, password));
  }

  private static String encode(String user, String password) {
    return Base64.getEncoder()
        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }
}
