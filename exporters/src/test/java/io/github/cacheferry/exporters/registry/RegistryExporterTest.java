package io.github.cacheferry.exporters.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.FakeRegistry;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryExporterTest {
  private final FakeRegistry registry = FakeRegistry.start();
  private final RunContext run = Runs.plain();

  @AfterEach
  void stop() {
    registry.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-image-manifest", "max-index", "max-docker-index", "max-zstd"})
  void publishedCache_hasTheBytesThatWereRead(String fixture) throws IOException {
    MemoryStore source = MemoryStore.holding(fixture);
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      export(source, cache, exporter);
    }
    assertThat(registry.manifest("app", "cache").orElseThrow())
        .isEqualTo(cache.manifestDocument().orElseThrow().bytes());
    for (Descriptor blob : cache.blobs().values()) {
      assertThat(registry.blobs("app")).containsKey(blob.digest());
    }
  }

  @Test
  void freshPush_takesTwoRequestsForABlobAndTwoMore() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      export(source, cache, exporter);
    }
    int blobs = cache.blobs().size() + 1; // and the config
    assertThat(registry.requests()).hasSize(2 * blobs + 2);
  }

  @Test
  void nothingToDo_takesOneRequest() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      assertThat(exporter.holds(cache)).isFalse();
      export(source, cache, exporter);
    }
    registry.clearLog();
    try (CacheExporter exporter = open("")) {
      assertThat(exporter.holds(cache)).isTrue();
    }
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void blobsThatAreThere_takeOneRequestEach() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    source.blobs().values().forEach(blob -> registry.putBlob("app", blob));
    try (CacheExporter exporter = open("")) {
      for (Descriptor blob : cache.blobs().values()) {
        assertThat(exporter.put(source.open(blob), bytes -> {})).isEqualTo(Put.PRESENT);
      }
    }
    assertThat(registry.requests()).hasSize(cache.blobs().size());
  }

  @Test
  void anotherShape_keepsTheBlobs() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      export(source, cache, exporter);
    }
    registry.clearLog();
    try (CacheExporter exporter = open(",image-manifest=false")) {
      assertThat(exporter.holds(cache)).isFalse();
      assertThat(exporter.missing(cache.blobs().values())).isEmpty();
      exporter.publish(cache);
    }
    assertThat(registry.requests()).hasSize(2);
    assertThat(new String(registry.manifest("app", "cache").orElseThrow())).contains("manifests");
  }

  @Test
  void registryThatRefusesIndexes_namesTheOption() throws IOException {
    registry.manners().refuseIndexes();
    MemoryStore source = MemoryStore.holding("max-index");
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      assertThatThrownBy(() -> export(source, cache, exporter))
          .isInstanceOf(CacheException.Unsupported.class)
          .hasMessageContaining("image-manifest=true");
    }
  }

  @Test
  void accessKeepsTheUploadForTheSmallestBlob() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      Set<Digest> missing = exporter.missing(cache.blobs().values());
      assertThat(exporter.access()).isInstanceOf(WriteAccess.Writable.class);
      for (Digest digest : missing) {
        exporter.put(source.open(cache.blobs().get(digest)), bytes -> {});
      }
      exporter.publish(cache);
    }
    assertThat(registry.count("POST .*")).isEqualTo(cache.blobs().size() + 1);
  }

  @Test
  void unusedUpload_isCancelled() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      exporter.missing(cache.blobs().values());
      exporter.access();
      assertThat(registry.openUploads()).isEqualTo(1);
    }
    assertThat(registry.openUploads()).isZero();
  }

  @Test
  void readOnlyRegistry_isTold() throws IOException {
    registry.manners().readOnly();
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    try (CacheExporter exporter = open("")) {
      exporter.missing(source.load().orElseThrow().blobs().values());
      assertThat(exporter.access()).isInstanceOf(WriteAccess.ReadOnly.class);
    }
  }

  @Test
  void registryThatHasLostABlob_isAskedForAllOfThemAfterwards() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      export(source, cache, exporter);
    }
    Digest lost = cache.blobs().keySet().iterator().next();
    registry.removeBlob("app", lost);
    try (CacheExporter exporter = open("")) {
      assertThat(exporter.missing(cache.blobs().values())).isEmpty();
      assertThatThrownBy(() -> exporter.publish(cache)).isInstanceOf(CacheException.NotFound.class);
      for (Digest digest : exporter.missing(cache.blobs().values())) {
        Put put = exporter.put(source.open(cache.blobs().get(digest)), bytes -> {});
        assertThat(put).isEqualTo(digest.equals(lost) ? Put.COPIED : Put.PRESENT);
      }
      exporter.publish(cache);
    }
  }

  @Test
  void largeBlobs_areAskedForAndTheOthersAreNot() throws IOException {
    byte[] there = new byte[2 << 20];
    byte[] lacking = new byte[3 << 20];
    byte[] small = new byte[100];
    registry.putBlob("app", there);
    registry.putBlob("app", small);
    var blobs = List.of(descriptor(there), descriptor(lacking), descriptor(small));
    try (CacheExporter exporter = open("")) {
      assertThat(exporter.missing(blobs))
          .containsExactlyInAnyOrder(Digest.of(lacking), Digest.of(small));
    }
    assertThat(registry.count("HEAD .*")).isEqualTo(2);
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void manySmallBlobs_takeTwoRequestsEach() throws IOException {
    int n = 100;
    try (CacheExporter exporter = open("")) {
      for (int i = 0; i < n; i++) {
        byte[] bytes = new byte[i];
        exporter.put(source(bytes), moved -> {});
      }
    }
    assertThat(registry.requests()).hasSize(2 * n);
  }

  @Test
  void imageUnderTheTag_isReplaced() throws IOException {
    byte[] image = "{\"config\":{\"mediaType\":\"x\"},\"layers\":[]}".getBytes(UTF_8);
    registry.putManifest("app", "cache", "application/json", image);
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      assertThat(exporter.holds(cache)).isFalse();
      export(source, cache, exporter);
    }
    assertThat(registry.manifest("app", "cache")).isPresent();
  }

  @Test
  void registryThatNeedsALogin_isReadOnlyWithoutOne() throws IOException {
    registry.auth().basic("me", "hunter22");
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    try (CacheExporter exporter = open("")) {
      assertThat(exporter.holds(cache)).isFalse();
      exporter.missing(cache.blobs().values());
      assertThat(exporter.access().toString()).contains("ReadOnly", "no credentials");
    }
  }

  @Test
  void digestAsTarget_isAUsageError() {
    String digest = Digest.of(new byte[0]).toString();
    assertThatThrownBy(() -> openReference(registry.reference("app@" + digest), ""))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("Name a tag");
  }

  private CacheExporter open(String options) throws IOException {
    return openReference(registry.reference("app:cache"), options);
  }

  private CacheExporter openReference(String reference, String options) throws IOException {
    var spec = CacheSpec.parse("type=registry,ref=" + reference + options);
    return RegistryExporter.open(RegistryExporter.schema().check(spec), run);
  }

  private static Descriptor descriptor(byte[] bytes) {
    return Descriptor.of("application/octet-stream", bytes);
  }

  private static BlobSource source(byte[] bytes) {
    return new DocumentSource(RawDocument.of("application/octet-stream", bytes), "test");
  }

  private static void export(MemoryStore source, Cache cache, CacheExporter exporter)
      throws IOException {
    for (Digest digest : exporter.missing(cache.blobs().values())) {
      Put put = exporter.put(source.open(cache.blobs().get(digest)), bytes -> {});
      assertThat(put).isEqualTo(Put.COPIED);
    }
    exporter.publish(cache);
  }
}
