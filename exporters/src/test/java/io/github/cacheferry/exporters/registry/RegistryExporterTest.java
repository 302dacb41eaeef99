package io.github.cacheferry.exporters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.FakeRegistry;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
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

  private static void export(MemoryStore source, Cache cache, CacheExporter exporter)
      throws IOException {
    for (Digest digest : exporter.missing(cache.blobs().values())) {
      Put put = exporter.put(source.open(cache.blobs().get(digest)), bytes -> {});
      assertThat(put).isEqualTo(Put.COPIED);
    }
    exporter.publish(cache);
  }
}
