package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  @Test
  void recordsThatBuildKitRefuses_areFoundAndHealed() throws Exception {
    add(new CacheRecord(List.of(), List.of(), "sha256:" + BASE, List.of(List.of())));
    InProcess program = stage.program();
    assertThat(program.run("verify", "type=local,src=cache")).isEqualTo(6);
    assertThat(program.out()).startsWith("damaged: ").contains("refused-records (1): ");
    assertThat(stage.program().run("heal", "type=local,src=cache")).isZero();
    assertThat(stage.program().run("verify", "type=local,src=cache")).isZero();
  }

  @Test
  void recordsThatAreThereTwice_areANote() throws Exception {
    Cache cache = load();
    CacheRecord root =
        cache.config().records().stream().filter(CacheRecord::isRoot).findFirst().orElseThrow();
    // A double counts only if something is hit through it.
    CacheRecord child =
        cache.config().records().stream()
            .filter(record -> !record.results().isEmpty() && record.inputs().size() == 1)
            .findFirst()
            .orElseThrow();
    int at = cache.config().records().size();
    var link = List.of(List.of(new CacheRecord.Input("", at)));
    add(root, new CacheRecord(child.results(), List.of(), "sha256:" + BASE, link));
    InProcess program = stage.program();
    assertThat(program.run("verify", "type=local,src=cache")).isZero();
    assertThat(program.out())
        .startsWith("sound: ")
        .contains("note: double-records (1): records have the key");
  }

  @Test
  void noDeep_believesTheDiffId() throws Exception {
    Cache cache = load();
    var blobs = new LinkedHashMap<Digest, Descriptor>(cache.blobs());
    Descriptor wrong = blobs.values().iterator().next();
    blobs.put(
        wrong.digest(),
        wrong.withAnnotations(Map.of(Descriptor.UNCOMPRESSED, "sha256:" + COMPILE)));
    write(cache.changed(cache.config(), blobs));
    assertThat(stage.program().run("verify", "type=local,src=cache")).isEqualTo(6);
    InProcess shallow = stage.program();
    assertThat(shallow.run("verify", "type=local,src=cache", "--no-deep")).isZero();
    assertThat(shallow.out()).contains("every digest and size is right");
    damage();
    assertThat(stage.program().run("verify", "type=local,src=cache", "--no-deep")).isEqualTo(6);
  }

  private void add(CacheRecord... more) throws IOException {
    Cache cache = load();
    var records = new ArrayList<>(cache.config().records());
    records.addAll(List.of(more));
    write(cache.withConfig(new CacheConfig(cache.config().layers(), records)));
  }

  private Cache load() throws IOException {
    var spec = CacheSpec.parse("type=local,src=" + stage.path("cache"));
    try (CacheImporter importer = Importers.check(spec).open(Runs.plain())) {
      return importer.load().orElseThrow();
    }
  }

  private void write(Cache cache) throws IOException {
    var spec = CacheSpec.parse("type=local,dest=" + stage.path("cache"));
    try (CacheExporter exporter = Exporters.check(spec).open(Runs.plain())) {
      exporter.publish(cache);
    }
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
