package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.Fixtures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A copy from A to B and back keeps every byte, for every pair of backends and every cache. */
class BackendPairsTest {
  @TempDir private Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  static List<String> fixtures() {
    return Fixtures.SINGLE_TAG;
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void directoryToDirectory(String fixture) {
    Path source = stage.layout(fixture, "source");
    migrate("type=local,src=source", "type=local,dest=there");
    migrate("type=local,src=there", "type=local,dest=back");
    assertThat(Stage.files(stage.path("back"))).isEqualTo(Stage.files(source));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void directoryToRegistryAndBack(String fixture) {
    Path source = stage.layout(fixture, "source");
    String there = stage.registry().reference("acme/app:there");
    migrate("type=local,src=source", there);
    migrate(there, "type=local,dest=back");
    assertThat(Stage.files(stage.path("back"))).isEqualTo(Stage.files(source));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void registryToRegistryOverAnother(String fixture) {
    Path source = stage.layout(fixture, "source");
    stage.registry().load("acme/app", source);
    String there = stage.registry().reference("acme/other:there");
    migrate(stage.registry().reference("acme/app:latest"), there);
    migrate(there, stage.registry().reference("acme/third:back"));
    assertThat(stage.registry().manifest("acme/third", "back").map(Digest::of))
        .isPresent()
        .isEqualTo(stage.registry().manifest("acme/app", "latest").map(Digest::of));
    stage
        .registry()
        .blobs("acme/third")
        .forEach((digest, bytes) -> assertThat(Digest.of(bytes)).isEqualTo(digest));
    assertThat(stage.program().run("verify", stage.registry().reference("acme/third:back")))
        .isZero();
  }

  private void migrate(String from, String to) {
    InProcess program = stage.program();
    assertThat(program.run("migrate", "--cache-from=" + from, "--cache-to=" + to))
        .as(program.err())
        .isZero();
  }
}
