package io.github.cacheferry.exporters.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheExporter.Published;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.testing.Runs;
import io.github.cacheferry.transfer.CacheCopy;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import io.github.cacheferry.transfer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LocalExporterTest {
  static final List<String> FIXTURES = Fixtures.SINGLE_TAG;

  private final List<String> warnings = new ArrayList<>();
  @TempDir Path temp;
  private Path dest;

  @BeforeEach
  void setUp() {
    dest = temp.resolve("dest");
  }

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void aCopyHasEveryFileThatBuildKitWrote(String fixture) throws IOException {
    CopyResult result = copy(MemoryStore.holding(fixture), "dest=" + dest);

    assertThat(result.status()).isEqualTo(Status.SAVED);
    Map<String, String> original = files(Fixtures.copy(fixture, temp.resolve("original")));
    assertThat(files(dest)).isEqualTo(original);
    assertThat(dest.resolve("index.json.lock")).doesNotExist();
    assertThat(warnings).isEmpty();
  }

  @Test
  void blobsAreReadOnlyAsBuildKitHasThem() throws IOException {
    copy(MemoryStore.holding("max-image-manifest"), "dest=" + dest);
    try (Stream<Path> blobs = Files.list(dest.resolve("blobs/sha256"))) {
      assertThat(blobs)
          .isNotEmpty()
          .allSatisfy(
              blob ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(blob)))
                      .isEqualTo("r--r--r--"));
    }
    assertThat(dest.resolve("ingest")).isEmptyDirectory();
  }

  @Test
  void anUnchangedCacheIsNotWrittenAgain() throws IOException {
    MemoryStore store = MemoryStore.holding("max-image-manifest");
    copy(store, "dest=" + dest);
    assertThat(copy(store, "dest=" + dest).status()).isEqualTo(Status.UNCHANGED);

    Cache cache = store.load().orElseThrow();
    Path blob =
        dest.resolve("blobs/sha256").resolve(cache.blobs().keySet().iterator().next().hex());
    Files.delete(blob);
    Files.write(blob, new byte[] {1});
    CopyResult repaired = copy(store, "dest=" + dest);
    assertThat(repaired.status()).isEqualTo(Status.SAVED);
    assertThat(repaired.blobsMoved()).isEqualTo(1);
  }

  @Test
  void aDocumentThatIsThereIsAtHand() throws IOException {
    MemoryStore store = MemoryStore.holding("max-image-manifest");
    Cache cache = store.load().orElseThrow();
    RawDocument config = cache.configDocument().orElseThrow();
    try (CacheExporter exporter = exporter("dest=" + dest)) {
      assertThat(exporter.document(config.descriptor())).isEmpty();
    }
    copy(store, "dest=" + dest);
    try (CacheExporter exporter = exporter("dest=" + dest)) {
      assertThat(exporter.document(config.descriptor())).hasValue(config.bytes());
      assertThat(exporter.holds(cache)).isTrue();
    }
  }

  @Test
  void aDamagedDocumentIsNotAtHandAndIsReplaced() throws IOException {
    MemoryStore store = MemoryStore.holding("max-image-manifest");
    copy(store, "dest=" + dest);
    Cache cache = store.load().orElseThrow();
    RawDocument config = cache.configDocument().orElseThrow();
    Path file = dest.resolve("blobs/sha256").resolve(config.descriptor().digest().hex());
    byte[] damaged = config.bytes().clone();
    damaged[0] ^= 1;
    Files.delete(file);
    Files.write(file, damaged);
    try (CacheExporter exporter = exporter("dest=" + dest)) {
      assertThat(exporter.document(config.descriptor())).isEmpty();
      CopyResult result =
          new CacheCopy(Runs.plain(), 4).copy(store, List.of(new Target(exporter, cache))).get(0);
      assertThat(result.status()).isEqualTo(Status.SAVED);
    }
    assertThat(file).hasBinaryContent(config.bytes());
  }

  @Test
  void twoTagsLiveSideBySide() throws IOException {
    CopyResult tool = copy(MemoryStore.holding("matrix-tool"), "dest=" + dest + ",tag=tool");
    CopyResult lint = copy(MemoryStore.holding("matrix-lint"), "dest=" + dest + ",tag=lint");

    assertThat(tool.published().orElseThrow().reference()).isEqualTo(dest + ":tool");
    assertThat(Files.readString(dest.resolve("index.json")))
        .contains(tool.published().orElseThrow().manifest().toString())
        .contains(lint.published().orElseThrow().manifest().toString());
  }

  @Test
  void resetLeavesWhatTheIndexLeadsTo() throws IOException {
    copy(MemoryStore.holding("matrix-tool"), "dest=" + dest + ",tag=tool");
    copy(MemoryStore.holding("max-zstd"), "dest=" + dest);
    copy(MemoryStore.holding("max-index"), "dest=" + dest + ",reset=true");

    var expected = new TreeMap<>(blobs(Fixtures.copy("max-index", temp.resolve("a"))));
    expected.putAll(blobs(Fixtures.copy("matrix-tool", temp.resolve("b"))));
    assertThat(blobs(dest)).isEqualTo(expected);
    assertThat(warnings).isEmpty();
  }

  @Test
  void anotherShapeIsWrittenOnRequest() throws IOException {
    CopyResult result =
        copy(
            MemoryStore.holding("max-image-manifest"),
            "dest=" + dest + ",image-manifest=false,oci-mediatypes=false");
    Published published = result.published().orElseThrow();
    Path manifest = dest.resolve("blobs/sha256").resolve(published.manifest().hex());
    assertThat(Files.readString(manifest))
        .startsWith(
            "{\"schemaVersion\":2,\"mediaType\":"
                + "\"application/vnd.docker.distribution.manifest.list.v2+json\"");
  }

  @Test
  void nothingIsPublishedWhileABlobIsMissing() throws IOException {
    Cache cache = MemoryStore.holding("max-image-manifest").load().orElseThrow();
    try (CacheExporter exporter = exporter("dest=" + dest)) {
      assertThatThrownBy(() -> exporter.publish(cache))
          .isInstanceOf(CacheException.NotFound.class)
          .hasMessageContaining("is not there");
    }
    assertThat(dest.resolve("index.json")).doesNotExist();
  }

  @Test
  void askingCreatesNothing() throws IOException {
    Cache cache = MemoryStore.holding("max-image-manifest").load().orElseThrow();
    try (CacheExporter exporter = exporter("dest=" + dest)) {
      assertThat(exporter.describe()).isEqualTo("local " + dest + ":latest");
      assertThat(exporter.holds(cache)).isFalse();
      assertThat(exporter.missing(cache.blobs().values())).isEqualTo(cache.blobs().keySet());
      assertThat(dest).doesNotExist();
      assertThat(exporter.access()).isEqualTo(new WriteAccess.Writable());
    }
  }

  @Test
  void aCacheThatBuildKitWillNotReadIsAWarning() throws IOException {
    MemoryStore store = MemoryStore.holding("max-image-manifest");
    Cache cache = store.load().orElseThrow();
    Descriptor blob = cache.blobs().values().iterator().next();
    Cache large =
        Cache.made(
            cache.config(),
            Map.of(blob.digest(), blob.withAnnotations(Map.of("note", "x".repeat(1 << 20)))),
            "test");
    try (CacheExporter exporter = exporter("dest=" + dest)) {
      exporter.put(store.open(blob), count -> {});
      exporter.publish(large);
    }
    assertThat(warnings).singleElement().asString().contains("BuildKit will not import");
  }

  private CacheExporter exporter(String attributes) throws CacheException {
    return LocalExporter.open(
        LocalExporter.schema().check(CacheSpec.parse("type=local," + attributes)),
        Runs.watchedBy(
            new TransferListener() {
              @Override
              public void warned(String message) {
                warnings.add(message);
              }
            }));
  }

  private CopyResult copy(MemoryStore from, String attributes) throws IOException {
    try (CacheExporter exporter = exporter(attributes)) {
      var target = new Target(exporter, from.load().orElseThrow());
      return new CacheCopy(Runs.plain(), 4).copy(from, List.of(target)).get(0);
    }
  }

  /** The files' names and contents; a blob's bytes are told by their digest. */
  private static Map<String, String> files(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> dir.relativize(file).toString(), LocalExporterTest::content));
    }
  }

  private static Map<String, String> blobs(Path dir) throws IOException {
    return files(dir.resolve("blobs/sha256"));
  }

  private static String content(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return file.toString().contains("blobs")
          ? Digest.of(bytes).hex()
          : new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
