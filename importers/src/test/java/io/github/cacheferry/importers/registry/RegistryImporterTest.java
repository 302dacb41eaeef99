package io.github.cacheferry.importers.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.model.MediaTypes;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.FakeRegistry;
import io.github.cacheferry.testing.Fault;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RegistryImporterTest {
  @SuppressWarnings("unused") // by the parameterized test
  private static final java.util.List<String> FIXTURES = Fixtures.SINGLE_TAG;

  @TempDir private Path directory;
  private final FakeRegistry registry = FakeRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void everyFixture_isReadWithAllItsBlobs(String fixture) throws IOException {
    load(fixture);
    try (CacheImporter importer = open("app:latest")) {
      Cache cache = importer.load().orElseThrow();
      assertThat(cache.blobs()).isNotEmpty();
      assertThat(cache.origin()).isEqualTo("registry " + registry.reference("app:latest"));
      assertThat(importer.absent(cache.blobs().values())).isEmpty();
      for (Descriptor blob : cache.blobs().values()) {
        try (InputStream in = importer.open(blob).openVerified()) {
          assertThat(in.readAllBytes()).hasSize((int) blob.size());
        }
      }
    }
  }

  @Test
  void loading_takesTwoRequests() throws IOException {
    load("max-index");
    try (CacheImporter importer = open("app:latest")) {
      assertThat(importer.load().orElseThrow().shape()).isEqualTo(ManifestShape.OCI_INDEX);
    }
    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void configAtHand_isNotFetched() throws IOException {
    load("max-image-manifest");
    Cache whole;
    try (CacheImporter importer = open("app:latest")) {
      whole = importer.load().orElseThrow();
    }
    var config = whole.configDocument().orElseThrow();
    int before = registry.requests().size();
    try (CacheImporter importer = open("app:latest")) {
      Cache cache =
          importer
              .load(
                  wanted ->
                      wanted.digest().equals(config.descriptor().digest())
                          ? Optional.of(config.bytes())
                          : Optional.empty())
              .orElseThrow();
      assertThat(cache.config()).isEqualTo(whole.config());
      assertThat(cache.configDocument()).isPresent();
    }
    assertThat(registry.requests()).hasSize(before + 1);
  }

  @Test
  void configElsewhere_isFetched() throws IOException {
    load("max-image-manifest");
    try (CacheImporter importer = open("app:latest")) {
      assertThat(importer.load(wanted -> Optional.empty())).isPresent();
    }
    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void digest_namesTheManifest() throws IOException {
    load("max-image-manifest");
    Digest digest = Digest.of(registry.manifest("app", "latest").orElseThrow());
    try (CacheImporter importer = open("app@" + digest)) {
      assertThat(importer.load()).isPresent();
      assertThat(importer.describe()).endsWith("@" + digest);
    }
  }

  @Test
  void missingTag_isNoCache() throws IOException {
    try (CacheImporter importer = open("app:none")) {
      assertThat(importer.load()).isEmpty();
    }
  }

  @Test
  void image_isNoCache() {
    byte[] image =
        ("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\","
                + "\"digest\":\""
                + Digest.of(new byte[0])
                + "\",\"size\":2},\"layers\":[]}")
            .getBytes(StandardCharsets.UTF_8);
    registry.putManifest("app", "latest", MediaTypes.OCI_MANIFEST, image);
    assertThatThrownBy(this::loadLatest)
        .isInstanceOf(CacheException.Unsupported.class)
        .hasMessageContaining("not a BuildKit cache");
  }

  @Test
  void refusal_isDeniedWithAdvice() {
    registry.fail(1, ".*", Fault.Status.of(403));
    assertThatThrownBy(this::loadLatest)
        .isInstanceOf(CacheException.Denied.class)
        .hasMessageContaining("docker login " + registry.host());
  }

  @Test
  void corruptConfig_isFoundOut() throws IOException {
    load("max-image-manifest");
    registry.fail(1, "GET /v2/app/blobs/.*", new Fault.Flip());
    assertThatThrownBy(this::loadLatest).isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void lyingDigest_isFoundOut() throws IOException {
    load("max-image-manifest");
    String other = Digest.of(new byte[0]).toString();
    registry.fail(1, ".*manifests.*", new Fault.Header("Docker-Content-Digest", other));
    assertThatThrownBy(this::loadLatest).isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void blobsThatAreGone_areAbsent() throws IOException {
    load("max-image-manifest");
    try (CacheImporter importer = open("app:latest")) {
      Cache cache = importer.load().orElseThrow();
      Digest gone = cache.blobs().keySet().iterator().next();
      registry.removeBlob("app", gone);
      assertThat(importer.absent(cache.blobs().values())).containsExactly(gone);
    }
  }

  @Test
  void hiccup_isWaitedFor() throws IOException {
    load("max-image-manifest");
    registry.fail(1, ".*", new Fault.Status(429, Map.of("Retry-After", "0"), ""));
    assertThat(loadLatest()).isTrue();
  }

  @Test
  void badReference_isAUsageError() {
    assertThatThrownBy(() -> open("App"))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("capital letters");
  }

  private boolean loadLatest() throws IOException {
    try (CacheImporter importer = open("app:latest")) {
      return importer.load().isPresent();
    }
  }

  private void load(String fixture) {
    registry.load("app", Fixtures.copy(fixture, directory.resolve(fixture)));
  }

  private CacheImporter open(String name) throws IOException {
    var spec = CacheSpec.parse("type=registry,ref=" + registry.reference(name));
    return RegistryImporter.open(RegistryImporter.schema().check(spec), Runs.plain());
  }
}
