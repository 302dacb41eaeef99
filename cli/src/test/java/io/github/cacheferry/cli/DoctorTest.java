package io.github.cacheferry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.serve.TokenForge;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FakeActionsCache;
import io.github.cacheferry.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Doctor beside a docker that says what a real one said. */
class DoctorTest {
  private static final String DOCKER =
      """
      #!/bin/sh
      case "$1 $2" in
        'info --format')
          [ ! -f gone ] || { echo 'Cannot connect to the Docker daemon' >&2; exit 1; }
          cat info
          date -u +time=%Y-%m-%dT%H:%M:%SZ ;;
        'buildx version') cat version ;;
        'buildx inspect') cat inspect ;;
        *) exit 9 ;;
      esac
      """;

  private static final String IMAGE =
      """
      {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
      "config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,
      "digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},
      "layers":[]}""";

  private static final String CONTAINERD =
      "version=28.5.2\ndriver-type=io.containerd.snapshotter.v1\nproxy=\ninsecure=127.0.0.0/8\n";

  @TempDir private Path directory;
  private Stage stage;
  private String reference;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    Path docker = Files.createDirectories(stage.path("bin")).resolve("docker");
    Files.writeString(docker, DOCKER);
    assertThat(docker.toFile().setExecutable(true)).isTrue();
    write("info", CONTAINERD);
    write("version", "github.com/docker/buildx v0.29.1 a32761aeb3debd39be1eca514af3693af0db334b\n");
    write("inspect", builder("docker-container", "v0.25.2"));
    reference = stage.registry().reference("acme/app:latest");
    stage.registry().load("acme/app", Fixtures.copy("max-image-manifest", stage.path("fixture")));
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void withoutSpecsThisMachineIsLookedAt() {
    InProcess program = program();
    assertThat(program.run("doctor")).isZero();
    assertThat(program.err()).isEmpty();
    Golden.check("doctor.txt", stable(program.out()));
    assertThat(stage.registry().requests()).isEmpty();
  }

  @Test
  void withSpecsTheirBackendsAreAsked() {
    InProcess program = program().with("BUILDX_BUILDER", "ignored");
    write("inspect", builder("docker", "v0.25.2"));
    assertThat(program.run("doctor", "-o", "json", reference, "type=local,dest=out")).isZero();
    Golden.check("doctor.json", stable(program.out()));
    assertThat(stage.registry().openUploads()).isZero();
    assertThat(stage.path("out")).doesNotExist();
    assertThat(Path.of("../docs/doctor.md"))
        .content()
        .contains(
            Pattern.compile("\"check\":\"([^\"]+)\"")
                .matcher(program.out())
                .results()
                .map(check -> "`" + check.group(1) + "`")
                .toList());
  }

  @Test
  void eachProblemIsToldWithItsFix() {
    write("info", "version=27.5.1\nBacking Filesystem=extfs\nSupports d_type=true\nproxy=\n");
    write("inspect", builder("docker", "v0.18.2"));
    write("version", "github.com/docker/buildx v0.19.3 48d6a39\n");
    stage.registry().manners().readOnly();
    InProcess program = program().with("ACTIONS_CACHE_SERVICE_V2", "True");
    assertThat(
            program.run(
                "doctor",
                reference,
                "--cache-to",
                "type=gha,scope=a",
                "--cache-to=type=local,dest=out,reset=true",
                "--cache-from=type=gha, token=hunter22hunter"))
        .isEqualTo(1);
    Golden.check("doctor-problems.txt", stable(program.out()));
    assertThat(program.out()).doesNotContain("hunter22");
  }

  @Test
  void dockerThatIsNotThereIsNoProblem() {
    assertThat(stage.path("bin/docker").toFile().delete()).isTrue();
    InProcess program = stage.program().with("PATH", stage.path("bin").toString());
    assertThat(program.run("doctor")).isZero();
    assertThat(program.out())
        .contains("skipped  docker          docker is not on PATH\n")
        .contains("skipped  buildkit        there is no buildx to ask\n");
  }

  @Test
  void aDaemonThatIsGoneIsTold() {
    write("gone", "");
    write("inspect", "Name:          default\nDriver:        \nError:         Cannot connect\n");
    assertFinds(program(), "no-docker-daemon", "doctor");
    assertFinds(program(), "no-builder", "doctor");
  }

  @Test
  void aDaemonThatThisUserMayNotAskIsTold() {
    String complaint = "permission denied while trying to connect to the Docker daemon socket";
    write("bin/docker", "#!/bin/sh\necho '" + complaint + "' >&2\nexit 1\n");
    InProcess program = program();
    assertThat(program.run("doctor")).isZero();
    assertThat(program.out())
        .contains("no-docker-daemon: Give this user the right to ask the daemon");
  }

  @Test
  void missingRightsAtARegistryAreTold() {
    stage.registry().auth().token("ferry", "secret-password");
    assertFinds(program(), "read-denied", "doctor", "--cache-from", reference);
    assertFinds(program(), "write-denied", "doctor", "--cache-to", reference);
    write(
        "config.json",
        "{\"auths\":{\"HOST\":{\"username\":\"ferry\",\"password\":\"secret-password\"}}}"
            .replace("HOST", stage.registry().host()));
    InProcess program = program().with("DOCKER_CONFIG", directory.toString());
    assertThat(program.run("doctor", reference)).isZero();
    assertThat(program.out())
        .contains(", with credentials from " + stage.path("config.json"))
        .doesNotContain("secret-password");
    stage.registry().auth().denyPush();
    assertFinds(program().with("DOCKER_CONFIG", "."), "write-denied", "doctor", reference);
  }

  @Test
  void aServerThatIsNotThereIsTold() {
    stage.registry().close();
    assertFinds(program(), "no-connection", "doctor", "--cache-from", reference);
  }

  @Test
  void anImageIsToldFromACache() {
    stage
        .registry()
        .putManifest(
            "acme/app",
            "image",
            "application/vnd.oci.image.manifest.v1+json",
            IMAGE.getBytes(UTF_8));
    assertFinds(program(), "not-a-cache", "doctor", stage.registry().reference("acme/app:image"));
  }

  @Test
  void anIndexIsProvenByOneThatIsThere() {
    stage.registry().load("acme/old", Fixtures.copy("max-index", stage.path("index")));
    String old = stage.registry().reference("acme/old:latest");
    InProcess there = program();
    assertThat(there.run("doctor", "type=registry,image-manifest=false,ref=" + old)).isZero();
    assertThat(there.out()).contains("an index, and the registry holds one there\n");
    InProcess elsewhere = program();
    String spec = "type=registry,oci-mediatypes=false,ref=" + reference;
    assertThat(elsewhere.run("doctor", spec)).isZero();
    assertThat(elsewhere.out()).contains("[index-unproven]");
  }

  @Test
  void aProblemIsAnAnnotationOnGitHub() {
    InProcess program =
        program()
            .with("GITHUB_ACTIONS", "true")
            .with("GITHUB_REF", "refs/heads/main")
            .with("CACHEFERRY_DEFAULT_BRANCH", "main");
    assertThat(program.run("doctor", "type=gha")).isEqualTo(1);
    assertThat(program.err())
        .contains(
            "::error title=cacheferry doctor::ACTIONS_RUNTIME_TOKEN is not set. GitHub gives");
  }

  @Test
  void theActionsCacheIsAskedToo() throws IOException {
    try (FakeActionsCache fake = FakeActionsCache.start(directory.resolve("served"))) {
      String good = ActionsEntries.spec(fake, 2, fake.token(), ",scope=app");
      assertThat(program().run("doctor", good)).isZero();
      assertThat(fake.count("GetCacheEntryDownloadURL")).isPositive();
      assertThat(fake.count("CreateCacheEntry")).isZero();

      String reader = fake.forge().grant("refs/heads/feat", TokenForge.READ).unsigned();
      InProcess program = program();
      assertThat(program.run("doctor", ActionsEntries.spec(fake, 2, reader, ""))).isZero();
      assertThat(program.out()).contains("[read-only-job]");
    }
  }

  @Test
  void aSpecThatIsReadAndWrittenIsLookedAtOnce() throws IOException {
    write("version", "github.com/docker/buildx v0.19.3 48d6a39\n");
    write("inspect", builder("docker-container", "v0.18.2"));
    try (FakeActionsCache fake = FakeActionsCache.start(directory.resolve("served"))) {
      String spec = ActionsEntries.spec(fake, 2, fake.token(), ",scope=app,version=2");
      InProcess program = program();
      assertThat(program.run("doctor", "--cache-from", spec, "--cache-to", spec)).isEqualTo(1);
      assertThat(program.out())
          .containsOnlyOnce("[buildx-too-old]")
          .containsOnlyOnce("GitHub's cache service needs 0.20")
          .containsOnlyOnce("       read  ");
    }
  }

  @Test
  void configuredSpecsAreLookedAtUnlessOneIsNamed() {
    assertThat(configured()).contains("read            local DIR/theirs").contains("DIR/ours");
    assertThat(configured("--time-budget", "30s")).contains("DIR/theirs").contains("DIR/ours");
    assertThat(configured("--cache-to=" + reference)).contains("DIR/theirs").contains(reference);
    assertThat(configured("--time-budget", "30s", reference))
        .contains(reference)
        .doesNotContain("DIR/theirs")
        .doesNotContain("DIR/ours");
  }

  private String configured(String... arguments) {
    InProcess program =
        program()
            .with("CACHEFERRY_CACHE_FROM", "type=local,src=theirs")
            .with("CACHEFERRY_CACHE_TO", "type=local,dest=ours");
    var words = new ArrayList<>(List.of("doctor"));
    words.addAll(List.of(arguments));
    assertThat(program.run(words.toArray(new String[0]))).isZero();
    return program.out().replace(directory.toString(), "DIR");
  }

  @Test
  void whatABuilderLacksIsAWarning() {
    write("info", CONTAINERD + "insecure=registry.invalid:5000\n");
    InProcess program =
        program()
            .with("SSL_CERT_FILE", "ca.pem")
            .with("REGISTRY_AUTH_FILE", "auth.json")
            .with("HTTPS_PROXY", "http://127.0.0.1:9");
    program.run(
        "doctor", "--time-budget=2s", "--cache-from=registry.invalid:5000/a/b:c", "-o=json");
    assertThat(program.out())
        .contains("\"builder-authority\"", "\"builder-login\"", "\"insecure-unsaid\"");
    InProcess stores = program();
    assertThat(stores.run("doctor", "type=azblob,name=a", "type=s3,bucket=b,region=r")).isZero();
    assertThat(stores.out()).contains("[builder-credentials]", "cacheferry does not ask type=s3");
    InProcess loopback = program();
    assertThat(loopback.run("doctor", reference)).isZero();
    assertThat(loopback.out()).contains("[builder-loopback]");
  }

  /** What many machines have, and what the advice of a finding makes of one. */
  @Test
  void whatABuilderNeedNotLackIsNone() {
    String builder = builder("docker-container", "v0.25.2");
    write("inspect", builder.replace("Status:", "Driver Options:   network=\"host\"\nStatus:"));
    assertNothingIsLacking(program(), reference);
    String bundle = "/etc/ssl/certs/ca-certificates.crt";
    String elsewhere = "registry.invalid/a/b:c";
    assertNothingIsLacking(program().with("SSL_CERT_FILE", bundle), elsewhere);
    assertNothingIsLacking(
        program().with("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/token"),
        "type=s3,bucket=b,region=r");
  }

  private static void assertNothingIsLacking(InProcess program, String spec) {
    program.run("doctor", "--time-budget=3s", spec);
    assertThat(program.out()).contains("nothing that only this side of the builder has");
  }

  @Test
  void anOldFormIsNoMatterToACacheThatGoesToNoRegistry() {
    write("inspect", builder("docker-container", "v0.18.2"));
    InProcess nowhere = program();
    assertThat(nowhere.run("doctor", "type=local,dest=out")).isZero();
    assertThat(nowhere.out()).doesNotContain("buildkit-writes-indexes");
    InProcess told = program();
    assertThat(told.run("doctor", "type=registry,image-manifest=true,ref=" + reference)).isZero();
    assertThat(told.out()).doesNotContain("buildkit-writes-indexes");
  }

  @Test
  void aScopeThatIsNamedNeedsNoEnvironment() {
    InProcess program = program().with("GITLAB_CI", "true");
    assertThat(program.run("doctor", "--scope", "none")).isZero();
    assertThat(program.out()).doesNotContain("scope-unknown").contains("that --scope names");
    assertThat(program().with("GITLAB_CI", "true").run("doctor")).isZero();
  }

  private InProcess program() {
    return stage.program().with("PATH", stage.path("bin") + ":/usr/bin:/bin");
  }

  private static void assertFinds(InProcess program, String trap, String... arguments) {
    int code = program.run(arguments);
    assertThat(program.out()).contains("[" + trap + "]");
    assertThat(code).isEqualTo(1);
  }

  private static String builder(String driver, String buildKit) {
    return "Name:          ci\nDriver:        "
        + driver
        + "\nLast Activity: 2026-11-21 15:10:09 +0000 UTC\n\nNodes:\nName:             ci0\n"
        + "Endpoint:         default\nStatus:           running\nBuildKit version: "
        + buildKit
        + "\n";
  }

  private void write(String name, String text) {
    try {
      Files.writeString(stage.path(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without what differs from machine to machine: Java, and the disks. */
  private String stable(String text) {
    return stage
        .stable(text)
        .replaceAll("(?m)^.* space .*\\n", "")
        .replaceAll("(?m)^disk-.*\\n", "")
        .replaceAll("\\{\"check\":\"space\"[^}]*},", "")
        .replaceAll("Java \\d+", "Java N")
        .replaceAll("127\\.0\\.0\\.1, Docker", "SERVER, Docker")
        .replaceAll("\\d+ warnings?", "W warnings")
        .replaceAll("\"warnings\":\\d+", "\"warnings\":0");
  }
}
