package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FakeActionsCache;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A copy to the Actions cache and back keeps the graph and every blob's bytes. */
class ActionsCachePairsTest {
  @TempDir private Path directory;
  private Stage stage;
  private FakeActionsCache fake;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    fake = FakeActionsCache.start(directory.resolve("served"));
  }

  @AfterEach
  void tearDown() throws IOException {
    fake.close();
    stage.close();
  }

  static Stream<Arguments> fixturesInBothVersions() {
    return Fixtures.SINGLE_TAG.stream()
        .flatMap(name -> Stream.of(Arguments.of(name, 1), Arguments.of(name, 2)));
  }

  @ParameterizedTest
  @MethodSource("fixturesInBothVersions")
  void directoryToActionsCacheAndBack(String fixture, int version) throws IOException {
    Path source = stage.layout(fixture, "source");
    String there = ActionsEntries.spec(fake, version, fake.token(), ",scope=app");
    migrate("type=local,src=source", there);
    migrate(there, "type=local,dest=back");

    Cache before = load(source);
    Cache after = load(stage.path("back"));
    assertThat(after.config()).isEqualTo(before.config());
    assertThat(after.blobs().keySet()).isEqualTo(before.blobs().keySet());
    for (var blob : before.blobs().keySet()) {
      String file = "blobs/sha256/" + blob.hex();
      assertThat(Files.mismatch(stage.path("back").resolve(file), source.resolve(file)))
          .isEqualTo(-1);
    }
    assertThat(stage.program().run("verify", "type=local,src=back")).isZero();
    assertThat(stage.program().run("verify", there)).isZero();
  }

  @ParameterizedTest
  @MethodSource("fixturesInBothVersions")
  void registryToActionsCacheToAnotherRegistryAndBack(String fixture, int version)
      throws IOException {
    Path source = stage.layout(fixture, "source");
    stage.registry().load("acme/app", source);
    String there = ActionsEntries.spec(fake, version, fake.token(), ",scope=app");
    migrate(stage.registry().reference("acme/app:latest"), there);
    migrate(there, stage.registry().reference("acme/other:back"));

    migrate(stage.registry().reference("acme/other:back"), "type=local,dest=back");
    Cache before = load(source);
    Cache after = load(stage.path("back"));
    assertThat(after.config()).isEqualTo(before.config());
    assertThat(after.blobs().keySet()).isEqualTo(before.blobs().keySet());
    assertThat(stage.program().run("verify", stage.registry().reference("acme/other:back")))
        .isZero();
  }

  private Cache load(Path layout) throws IOException {
    var spec = Importers.check(CacheSpec.parse("type=local,src=" + layout));
    try (CacheImporter importer = spec.open(Runs.plain())) {
      return importer.load().orElseThrow();
    }
  }

  private void migrate(String from, String to) {
    InProcess program = stage.program();
    assertThat(program.run("migrate", "--cache-from=" + from, "--cache-to=" + to))
        .as(program.err())
        .isZero();
  }
}
