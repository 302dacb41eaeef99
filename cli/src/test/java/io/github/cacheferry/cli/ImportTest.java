package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.Fault;
import io.github.cacheferry.testing.FixtureCaches;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
  private static final String COMPILE =
      "a7ae5d225e685988f7e95c4b8d7c1aa419f1529b872c763669088570281d8136";
  private static final String CONFIG =
      "cfae6c4ca79bc08baa4acc9365c25cf6bee8d3a5fab8bb18b904cd0eb5b153ec";

  @TempDir private Path directory;
  private Stage stage;
  private String present;
  private String absent;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.registry().load("acme/app", stage.layout("max-image-manifest", "cache"));
    present = "--cache-from=" + stage.registry().reference("acme/app:latest");
    absent = "--cache-from=" + stage.registry().reference("acme/app:branch");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void aHitPrintsTheFlagsForTheBuild() {
    InProcess program = stage.program();
    assertThat(program.run("import", absent, present, "--dir=job")).isZero();
    assertThat(program.out())
        .isEqualTo("--cache-from type=local,src=job --cache-to type=local,dest=job,mode=max\n");
    assertThat(stage.stable(program.err()))
        .endsWith("restored: registry HOST/acme/app:latest is in job\n");
    assertThat(Stage.files(stage.path("job"))).isEqualTo(Stage.files(stage.path("cache")));
  }

  @Test
  void whatIsThereCostsOneRequest() {
    for (String command : List.of("import", "migrate")) {
      String to = command.equals("import") ? "--dir=job" : "--cache-to=type=local,dest=job";
      stage.program().run(command, present, to);
      int before = stage.registry().requests().size();
      InProcess program = stage.program();
      assertThat(program.run(command, present, to)).isZero();
      assertThat(stage.registry().requests()).as(command).hasSize(before + 1);
    }
    assertThat(Stage.files(stage.path("job"))).isEqualTo(Stage.files(stage.path("cache")));
  }

  @Test
  void aDirectoryThatIsAFile_leavesTheBuildWithoutFlagsThatFailIt() throws IOException {
    Files.writeString(stage.path("job"), "a file");
    InProcess program = stage.program();
    assertThat(program.run("import", absent, "--dir=job")).isZero();
    assertThat(program.out()).isEqualTo("\n");
    assertThat(program.err())
        .contains("warning: could not make a directory for the build's cache (")
        .contains("there is a file where a directory should be. The build is told to write no");
    InProcess inFile = stage.program();
    assertThat(inFile.run("import", absent, "--dir=job/in")).isZero();
    assertThat(inFile.out()).isEqualTo("\n");
    assertThat(stage.program().run("import", present, "--dir=job", "-o=json")).isZero();
    assertThat(stage.path("job")).hasContent("a file");
  }

  @Test
  void aSourceThatCannotBeRead_isNoMissOfASourceThatHasNone() {
    InProcess program = stage.program();
    assertThat(program.run("import", "--cache-from=type=gha", "--dir=job")).isZero();
    assertThat(program.err()).endsWith("miss: no cache was restored\n");
  }

  @Test
  void severalSources_becomeOneCache() {
    stage.layout("matrix-tool", "tool");
    stage.layout("matrix-lint", "lint");
    String tool = "--cache-from=type=local,src=tool";
    String lint = "--cache-from=type=local,src=lint";
    InProcess program = stage.program();
    assertThat(program.run("import", tool, absent, lint, "--dir=job")).isZero();
    assertThat(stage.stable(program.err()))
        .endsWith("restored: local DIR/tool:latest and local DIR/lint:latest are in job\n");
    stage
        .program()
        .run("merge", "type=local,src=lint", "type=local,src=tool", "--cache-to=type=local,dest=m");
    assertThat(Stage.files(stage.path("job"))).isEqualTo(Stage.files(stage.path("m")));
  }

  @Test
  void ofSeveralSources_oneIsEnoughIfAskedFor() {
    stage.layout("matrix-tool", "tool");
    stage.layout("matrix-lint", "lint");
    InProcess program = stage.program();
    program.run(
        "import",
        "--first",
        absent,
        "--cache-from=type=local,src=tool",
        "--cache-from=type=local,src=lint",
        "--dir=job");
    assertThat(stage.stable(program.err())).endsWith("restored: local DIR/tool:latest is in job\n");
    assertThat(Stage.files(stage.path("job"))).isEqualTo(Stage.files(stage.path("tool")));
  }

  @Test
  void aSourceWhoseBlobsAreGone_leavesTheOthers() throws Exception {
    stage.layout("matrix-tool", "tool");
    stage.layout("matrix-lint", "lint");
    for (var blob : FixtureCaches.read("matrix-lint").blobs().keySet()) {
      Files.delete(stage.path("lint/blobs/sha256/" + blob.hex()));
    }
    InProcess program = stage.program();
    program.run(
        "import",
        "--no-heal",
        "--cache-from=type=local,src=lint",
        "--cache-from=type=local,src=tool",
        "--dir=job");
    assertThat(program.err()).contains("Each is tried alone.");
    assertThat(stage.stable(program.err())).endsWith("restored: local DIR/tool:latest is in job\n");
    assertThat(program.out()).startsWith("--cache-from type=local,src=job ");
  }

  @Test
  void aMissIsNoFailure() {
    InProcess program = stage.program();
    assertThat(program.run("import", absent, "--dir=job")).isZero();
    assertThat(program.out()).isEqualTo("--cache-to type=local,dest=job,mode=max\n");
    assertThat(program.err()).isEqualTo("miss: no source has a cache\n");
    assertThat(stage.path("job")).doesNotExist();
  }

  @Test
  void aMissIsAFailureIfAskedFor() {
    assertThat(stage.program().run("import", absent, "--dir=job", "--fail-on-miss")).isEqualTo(3);
  }

  @Test
  void json_tellsOfEachAttempt() {
    stage.registry().fail(100, ".*manifests/broken", Fault.Status.of(403));
    InProcess program = stage.program();
    int code =
        program.run(
            "import",
            "--cache-from=" + stage.registry().reference("acme/app:broken"),
            absent,
            present,
            "--dir=job",
            "-o=json");
    assertThat(code).isZero();
    Golden.check("import.json", stage.stable(program.out()));
    assertThat(program.err()).contains("warning: could not ");
  }

  @Test
  void json_ofAMissHasNoSource() {
    InProcess program = stage.program();
    program.run("import", absent, "--dir=job", "-o=json");
    Golden.check("import-miss.json", stage.stable(program.out()));
  }

  @Test
  void aDirectoryWithASpaceIsQuotedForTheShell() {
    InProcess program = stage.program();
    program.run("import", present, "--dir=my job,1");
    assertThat(program.out())
        .isEqualTo(
            "--cache-from 'type=local,\"src=my job,1\"'"
                + " --cache-to 'type=local,\"dest=my job,1\",mode=max'\n");
  }

  @Test
  void aSpentTimeBudgetIsAMiss() throws Exception {
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String from = "--cache-from=127.0.0.1:" + mute.getLocalPort() + "/acme/app:cache";
      InProcess program = stage.program();
      assertThat(program.run("import", from, present, "--dir=job", "--time-budget=300ms")).isZero();
      assertThat(program.err()).contains("time budget").contains("miss: ");
      assertThat(
              stage
                  .program()
                  .run("import", from, "--dir=job", "--time-budget=300ms", "--fail-on-miss"))
          .isEqualTo(124);
      assertThat(stage.registry().requests()).isEmpty();
    }
  }

  @Test
  void senselessSourcesAreFoundBeforeAnythingIsAsked() {
    assertThat(stage.program().run("import", present, "--cache-from=type=nix", "--dir=job"))
        .isEqualTo(2);
    assertThat(
            stage.program().run("import", present, "--cache-from=Not/A/Reference:::", "--dir=job"))
        .isEqualTo(2);
    assertThat(stage.registry().requests()).isEmpty();
  }

  @Test
  void aLostBlobCostsItsStepsAndNotTheCache() {
    loseABlob();
    InProcess program = stage.program();
    assertThat(program.run("import", present, "--dir=job", "-o=json")).isZero();
    Golden.check("import-healed.json", stage.stable(program.out()));
    assertThat(program.err().lines().filter(line -> line.startsWith("warning: ")))
        .singleElement()
        .asString()
        .contains("1 blob missing or of no use", "costs 1 step", "cacheferry heal");
    assertThat(stage.program().run("verify", "type=local,src=job")).isZero();
  }

  @Test
  void aBlobThatArrivesDamagedIsReadOnceMoreAndLeftOut() {
    stage.registry().fail(100, "GET .*/blobs/sha256:" + COMPILE, new Fault.Flip());
    InProcess program = stage.program();
    assertThat(program.run("import", present, "--dir=job")).isZero();
    assertThat(stage.program().run("verify", "type=local,src=job")).isZero();
  }

  @Test
  void noHeal_takesTheNextSource() {
    loseABlob();
    InProcess program = stage.program();
    assertThat(program.run("import", present, "--dir=job", "--no-heal", "--fail-on-miss"))
        .isEqualTo(3);
    assertThat(stage.path("job/index.json")).doesNotExist();
  }

  @Test
  void aSourceWithoutAnyBlobIsAMiss() {
    stage.registry().blobs("acme/app").keySet().stream()
        .filter(blob -> !blob.hex().equals(CONFIG))
        .toList()
        .forEach(blob -> stage.registry().removeBlob("acme/app", blob));
    InProcess program = stage.program();
    assertThat(program.run("import", present, "--dir=job")).isZero();
    assertThat(program.err()).contains("no step is left").contains("miss: ");
  }

  private void loseABlob() {
    stage.registry().removeBlob("acme/app", new Digest(COMPILE));
  }
}
