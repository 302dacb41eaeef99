package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.testing.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {
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
  void text_showsStepsAndLayers() {
    InProcess program = stage.program();
    assertThat(program.run("inspect", "type=local,src=cache")).isZero();
    assertThat(program.err()).isEmpty();
    Golden.check("inspect.txt", stage.stable(program.out()));
  }

  @Test
  void json_hasAllOfIt() {
    InProcess program = stage.program();
    assertThat(program.run("inspect", "type=local,src=cache", "-o=json")).isZero();
    Golden.check("inspect.json", stage.stable(program.out()));
  }

  @Test
  void everyFixtureCanBeShown() {
    for (String fixture : Fixtures.SINGLE_TAG) {
      stage.layout(fixture, fixture);
      InProcess program = stage.program();
      assertThat(program.run("inspect", "type=local,src=" + fixture)).as(fixture).isZero();
      assertThat(program.out()).contains("missing   nothing").contains("  final");
    }
  }

  @Test
  void aSpecForWritingWillDoToo() {
    InProcess program = stage.program();
    assertThat(program.run("inspect", "type=local,dest=cache,mode=max,ignore-error=true")).isZero();
    assertThat(program.out()).startsWith("local ");
  }

  @Test
  void whatIsMissingIsShown() throws Exception {
    Files.delete(
        stage.path(
            "cache/blobs/sha256/a7ae5d225e685988f7e95c4b8d7c1aa419f1529b872c763669088570281d8136"));
    InProcess program = stage.program();
    assertThat(program.run("inspect", "type=local,src=cache")).isZero();
    assertThat(program.out())
        .contains("missing   1 blob!")
        .containsPattern("a7ae5d225e68  177 B .* MISSING");
  }

  @Test
  void withoutACacheItFails() {
    InProcess program = stage.program();
    assertThat(program.run("inspect", stage.registry().reference("acme/app:none"))).isEqualTo(1);
    assertThat(program.out()).isEmpty();
    assertThat(stage.stable(program.err()))
        .isEqualTo(
            "cacheferry: could not read the cache (registry HOST/acme/app:none): there is no such"
                + " cache\n");
  }
}
