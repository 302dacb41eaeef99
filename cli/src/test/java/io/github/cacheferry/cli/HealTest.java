package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches that lost blobs, in registries and directories. */
class HealTest {
  private static final String COMPILE =
      "a7ae5d225e685988f7e95c4b8d7c1aa419f1529b872c763669088570281d8136";

  @TempDir private Path directory;
  private Stage stage;
  private String app;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.registry().load("acme/app", stage.layout("max-image-manifest", "cache"));
    app = stage.registry().reference("acme/app:latest");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void aSoundCacheIsLeftAsItIs() {
    var before = stage.registry().manifest("acme/app", "latest");
    InProcess program = stage.program();
    assertThat(program.run("heal", app)).isZero();
    assertThat(stage.stable(program.out()))
        .isEqualTo("sound: registry HOST/acme/app:latest (14 records and 8 blobs)\n");
    assertThat(stage.registry().manifest("acme/app", "latest")).isEqualTo(before);
    assertThat(stage.registry().count("(PUT|POST|PATCH|GET) .*blobs/uploads.*")).isZero();
  }

  @Test
  void text_namesWhatWasLost() {
    lose();
    InProcess program = stage.program();
    assertThat(program.run("heal", app)).isZero();
    Golden.check("heal.txt", stage.stable(program.out()));
    assertThat(stage.program().run("verify", app)).isZero();
    InProcess again = stage.program();
    again.run("heal", app);
    assertThat(again.out()).startsWith("sound: ");
  }

  @Test
  void json_namesWhatWasLost() {
    lose();
    InProcess program = stage.program();
    assertThat(program.run("heal", app, "-o=json")).isZero();
    Golden.check("heal.json", stage.stable(program.out()));
  }

  @Test
  void healing_fetchesNoBlobAndAsksOnceForEach() {
    lose();
    stage.registry().clearLog();
    assertThat(stage.program().run("heal", app)).isZero();
    assertThat(stage.registry().count("HEAD .*/blobs/.*")).isEqualTo(8);
    assertThat(stage.registry().count("GET .*/blobs/.*")).isEqualTo(1); // the config
    assertThat(stage.registry().count("PUT .*/manifests/latest.*")).isEqualTo(1);
  }

  @Test
  void dryRun_writesNothing() {
    lose();
    var before = stage.registry().manifest("acme/app", "latest");
    InProcess program = stage.program();
    assertThat(program.run("heal", app, "--dry-run")).isZero();
    assertThat(program.out()).startsWith("would-heal: ").contains(COMPILE);
    assertThat(stage.registry().manifest("acme/app", "latest")).isEqualTo(before);
  }

  @Test
  void aDirectoryIsHealedInPlace() throws IOException {
    Files.delete(stage.path("cache/blobs/sha256/" + COMPILE));
    assertThat(stage.program().run("verify", "type=local,src=cache")).isEqualTo(6);
    assertThat(stage.program().run("heal", "type=local,src=cache")).isZero();
    assertThat(stage.program().run("verify", "type=local,src=cache")).isZero();
  }

  @Test
  void deep_findsWhatIsThereButDamaged() throws IOException {
    Path blob = stage.path("cache/blobs/sha256/" + COMPILE);
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(blob);
    Files.write(blob, bytes);
    InProcess shallow = stage.program();
    assertThat(shallow.run("heal", "type=local,src=cache")).isZero();
    assertThat(shallow.out()).startsWith("sound: ");
    InProcess deep = stage.program();
    assertThat(deep.run("heal", "type=local,src=cache", "--deep")).isZero();
    assertThat(deep.out()).startsWith("healed: ");
    assertThat(stage.program().run("verify", "type=local,src=cache")).isZero();
  }

  @Test
  void cacheTo_leavesTheCacheItself() {
    lose();
    var before = stage.registry().manifest("acme/app", "latest");
    InProcess program = stage.program();
    assertThat(program.run("heal", app, "--cache-to=type=local,dest=sound")).isZero();
    assertThat(stage.registry().manifest("acme/app", "latest")).isEqualTo(before);
    assertThat(stage.program().run("verify", "type=local,src=sound")).isZero();
  }

  @Test
  void aDigest_canOnlyBeHealedElsewhere() {
    lose();
    String exact =
        app.substring(0, app.lastIndexOf(':'))
            + "@"
            + Digest.of(stage.registry().manifest("acme/app", "latest").orElseThrow());
    InProcess program = stage.program();
    assertThat(program.run("heal", exact)).isEqualTo(2);
    assertThat(program.err()).contains("--cache-to");
    assertThat(stage.program().run("heal", exact, "--cache-to=type=local,dest=sound")).isZero();
  }

  @Test
  void aRegistryThatMayNotBeWritten_failsWithoutHarm() {
    lose();
    var before = stage.registry().manifest("acme/app", "latest");
    stage.registry().fail(100, "(POST|PUT) .*", Fault.Status.of(403));
    assertThat(stage.program().run("heal", app)).isEqualTo(1);
    assertThat(stage.registry().manifest("acme/app", "latest")).isEqualTo(before);
  }

  @Test
  void aMergeRequest_mayNotHealWhatTheDefaultBranchWrote() {
    String shared = stage.registry().reference("acme/app:shared");
    assertThat(
            GitLabJob.onMain(stage)
                .run("export", "--dir=cache", "--scope=none", "--cache-to=" + shared))
        .isZero();
    lose();
    assertThat(GitLabJob.ofMergeRequest(stage).run("heal", shared)).isEqualTo(5);
    assertThat(GitLabJob.onMain(stage).run("heal", shared)).isZero();
    assertThat(stage.program().runForOut("inspect", shared)).contains("trust     default\n");
  }

  @Test
  void inAStepOnGitHub_outputsTellWhatWasLost() throws IOException {
    lose();
    Path outputs = stage.path("outputs");
    stage
        .program()
        .with("GITHUB_ACTIONS", "true")
        .with("GITHUB_OUTPUT", outputs.toString())
        .run("heal", app, "--scope=none");
    assertThat(Files.readString(outputs)).contains("healed").contains("lost-steps<<");
  }

  private void lose() {
    stage.registry().removeBlob("acme/app", new Digest(COMPILE));
  }
}
