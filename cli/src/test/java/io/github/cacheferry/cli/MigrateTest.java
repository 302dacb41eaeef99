package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrateTest {
  @TempDir private Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "cache");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void json_tellsOfEachTarget() {
    InProcess program = stage.program();
    int code =
        program.run(
            "migrate",
            "--cache-from=type=local,src=cache",
            "--cache-to=type=local,dest=copy",
            "--cache-to=" + stage.registry().reference("acme/app:cache"),
            "-o=json",
            "-q");
    assertThat(code).isZero();
    assertThat(program.err()).isEmpty();
    Golden.check("migrate.json", stage.stable(program.out()));
  }

  @Test
  void text_isALineForEachTarget() {
    InProcess program = stage.program();
    program.run("migrate", "--cache-from=type=local,src=cache", "--cache-to=type=local,dest=copy");
    assertThat(stage.stable(program.out()))
        .isEqualTo(
            "saved: local DIR/copy:latest"
                + " sha256:676f964f343882b15f4ff7541427e65be53d0679eae327c9dfcf1a9233a1d7aa"
                + " (8 blobs moved, 1.5 kB; 0 there already; TIME)\n");
    assertThat(program.err()).contains("8 blobs to move").contains("copy ecc00f7c8206");
  }

  @Test
  void aSecondCopyChangesNothing() {
    String to = "--cache-to=" + stage.registry().reference("acme/app:cache");
    assertThat(stage.program().run("migrate", "--cache-from=type=local,src=cache", to)).isZero();
    stage.registry().clearLog();
    InProcess again = stage.program();
    assertThat(again.run("migrate", "--cache-from=type=local,src=cache", to)).isZero();
    assertThat(again.out()).startsWith("unchanged: registry ");
    assertThat(stage.registry().count("(PUT|POST|PATCH) .*")).isZero();
  }

  @Test
  void modeMin_leavesOutIntermediateLayers() {
    stage.layout("min-image-manifest", "min");
    int code =
        stage
            .program()
            .run(
                "migrate",
                "--cache-from=type=local,src=cache",
                "--cache-to=type=local,dest=copy,mode=min");
    assertThat(code).isZero();
    assertThat(Stage.files(stage.path("copy")).keySet())
        .isEqualTo(Stage.files(stage.path("min")).keySet());
  }

  @Test
  void withoutASourceItFailsAndSaysSo() {
    InProcess program = stage.program();
    int code =
        program.run(
            "migrate", "--cache-from=type=local,src=nothing", "--cache-to=type=local,dest=copy");
    assertThat(code).isEqualTo(1);
    assertThat(program.err())
        .startsWith("cacheferry: could not read the cache (local ")
        .contains("there is no such cache");
    assertThat(stage.path("copy")).doesNotExist();
  }

  @Test
  void oneTargetThatFailsLeavesTheOthers() throws Exception {
    Files.writeString(stage.path("file"), "no directory");
    InProcess program = stage.program();
    int code =
        program.run(
            "migrate",
            "--cache-from=type=local,src=cache",
            "--cache-to=type=local,dest=file",
            "--cache-to=type=local,dest=copy",
            "-o",
            "json");
    assertThat(code).isEqualTo(4);
    assertThat(program.out()).contains("\"outcome\":\"partial\"").contains("\"outcome\":\"saved\"");
    assertThat(program.err()).contains("cacheferry: could not ");
    assertThat(stage.path("copy/index.json")).exists();
  }

  @Test
  void ignoreError_makesAFailureAWarning() throws Exception {
    Files.writeString(stage.path("file"), "no directory");
    InProcess program = stage.program();
    int code =
        program.run(
            "migrate",
            "--cache-from=type=local,src=cache",
            "--cache-to=type=local,dest=file,ignore-error=true");
    assertThat(code).isZero();
    assertThat(program.err()).contains("warning: could not ");
    assertThat(program.out()).startsWith("failed: local ");
  }

  @Test
  void aDamagedSourceIsAMatterOfIntegrity() throws Exception {
    Path blob =
        stage.path(
            "cache/blobs/sha256/ecc00f7c82064b28242b6f64c1ee309723a5daff64ff278948c8a16f9c3a39f4");
    byte[] bytes = Files.readAllBytes(blob);
    bytes[100] ^= 1;
    Files.delete(blob);
    Files.write(blob, bytes);
    InProcess program = stage.program();
    int code =
        program.run(
            "migrate",
            "--cache-from=type=local,src=cache",
            "--cache-to=" + stage.registry().reference("acme/app:cache"));
    assertThat(code).isEqualTo(6);
    assertThat(stage.registry().manifest("acme/app", "cache")).isEmpty();
  }

  @Test
  void allSpecsAreCheckedBeforeAnythingIsAsked() {
    String reference = stage.registry().reference("acme/app:cache");
    InProcess program = stage.program();
    assertThat(
            program.run("migrate", "--cache-from=" + reference, "--cache-to=type=locl,dest=copy"))
        .isEqualTo(2);
    assertThat(program.err()).contains("Did you mean type=local?");
    assertThat(
            stage
                .program()
                .run(
                    "migrate",
                    "--cache-from=" + reference,
                    "--cache-to=type=local,dest=copy,image-manifest=true,oci-mediatypes=false"))
        .isEqualTo(2);
    assertThat(
            stage
                .program()
                .run(
                    "migrate",
                    "--cache-from=" + reference,
                    "--cache-to=type=local,dest=copy",
                    "--cache-to=type=local,dest=copy"))
        .isEqualTo(2);
    assertThat(stage.registry().requests()).isEmpty();
  }

  @Test
  void aSpentTimeBudgetHasItsOwnCode() throws Exception {
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      InProcess program = stage.program();
      int code =
          program.run(
              "migrate",
              "--cache-from=127.0.0.1:" + mute.getLocalPort() + "/acme/app:cache",
              "--cache-to=type=local,dest=copy",
              "--time-budget=300ms");
      assertThat(code).as(program.err()).isEqualTo(124);
      assertThat(program.err()).contains("time budget");
    }
  }

  @Test
  void aRegistryThatMayNotBeWrittenIsAFailureHere() {
    stage.registry().auth().basic("me", "hunter22");
    InProcess program = stage.program();
    int code =
        program.run(
            "migrate",
            "--cache-from=type=local,src=cache",
            "--cache-to=" + stage.registry().reference("acme/app:cache"));
    assertThat(code).isEqualTo(1);
    assertThat(program.out()).startsWith("skipped-readonly: registry ");
    assertThat(program.err()).contains("did not save to registry ");
  }
}
