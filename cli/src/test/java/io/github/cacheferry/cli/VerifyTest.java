package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
  private static final String BASE =
      "ecc00f7c82064b28242b6f64c1ee309723a5daff64ff278948c8a16f9c3a39f4";
  private static final String COMPILE =
      "a7ae5d225e685988f7e95c4b8d7c1aa419f1529b872c763669088570281d8136";

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
  void everyFixtureIsSound() {
    for (String fixture : Fixtures.SINGLE_TAG) {
      stage.layout(fixture, fixture);
      InProcess program = stage.program();
      assertThat(program.run("verify", "type=local,src=" + fixture)).as(fixture).isZero();
      assertThat(program.out()).startsWith("sound: local ");
    }
  }

  @Test
  void text_namesBadBlobsAndTheStepsThatTheyCost() throws Exception {
    damage();
    InProcess program = stage.program();
    assertThat(program.run("verify", "type=local,src=cache")).isEqualTo(6);
    Golden.check("verify.txt", stage.stable(program.out()));
  }

  @Test
  void json_namesBadBlobsAndTheStepsThatTheyCost() throws Exception {
    damage();
    InProcess program = stage.program();
    assertThat(program.run("verify", "type=local,src=cache", "-o=json")).isEqualTo(6);
    Golden.check("verify.json", stage.stable(program.out()));
  }

  @Test
  void aBlobThatTheRegistryLostIsFound() {
    stage.registry().load("acme/app", stage.path("cache"));
    String reference = stage.registry().reference("acme/app:latest");
    assertThat(stage.program().run("verify", reference)).isZero();
    stage.registry().removeBlob("acme/app", new Digest(COMPILE));
    InProcess program = stage.program();
    assertThat(program.run("verify", reference)).isEqualTo(6);
    assertThat(program.out()).contains("missing: sha256:" + COMPILE).contains("563afff88687");
  }

  private void damage() throws Exception {
    Files.delete(stage.path("cache/blobs/sha256/" + COMPILE));
    Path base = stage.path("cache/blobs/sha256/" + BASE);
    byte[] bytes = Files.readAllBytes(base);
    bytes[100] ^= 1;
    Files.delete(base);
    Files.write(base, bytes);
  }
}
