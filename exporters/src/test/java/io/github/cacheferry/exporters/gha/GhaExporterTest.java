package io.github.cacheferry.exporters.gha;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerMetadata;
import io.github.cacheferry.serve.StoredEntry;
import io.github.cacheferry.serve.TokenForge;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GhaExporterTest {
  private static final String MAIN_INDEX = "index-app-1-f921bd05#";
  private static final String PULL = "refs/pull/7/merge";

  @TempDir private Path directory;
  private GhaStage stage;

  @BeforeEach
  void setUp() throws IOException {
    stage = new GhaStage(directory);
  }

  @AfterEach
  void tearDown() throws IOException {
    stage.close();
  }

  static Stream<Arguments> fixturesInBothVersions() {
    return Fixtures.SINGLE_TAG.stream()
        .flatMap(name -> Stream.of(Arguments.of(name, 1), Arguments.of(name, 2)));
  }

  @ParameterizedTest
  @MethodSource("fixturesInBothVersions")
  void everyCache_isStoredUnderBuildKitsKeys(String fixture, int version) throws IOException {
    MemoryStore source = MemoryStore.holding(fixture);
    Cache cache = source.load().orElseThrow();

    assertThat(stage.export(source, version).status()).isEqualTo(Status.SAVED);

    for (StoredEntry entry : stage.fake.server().entries("refs/heads/main")) {
      assertThat(entry.version()).isEqualTo(BuildKitKeys.VERSION);
    }
    List<String> keys = ActionsEntries.keys(stage.fake, "refs/heads/main");
    assertThat(keys).contains(MAIN_INDEX + "1").hasSize(cache.blobs().size() + 1);
    try (ActionsEntries entries = ActionsEntries.of(stage.fake, stage.fake.token())) {
      for (Digest blob : cache.blobs().keySet()) {
        assertThat(entries.get("buildkit-blob-1-" + blob)).contains(source.blobs().get(blob));
      }
      CacheConfig config =
          ConfigJson.parse(entries.get(MAIN_INDEX + "1").orElseThrow(), "the index");
      assertThat(LayerMetadata.stripped(config)).isEqualTo(cache.config());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void exportingAgain_changesNothing(int version) throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    stage.export(source, version);
    int entries = stage.fake.server().entries("").size();

    assertThat(stage.export(source, version).status()).isEqualTo(Status.UNCHANGED);
    assertThat(stage.fake.server().entries("")).hasSize(entries);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anotherCache_getsTheNextNumberAndOnlyNewBlobs(int version) throws IOException {
    stage.export(MemoryStore.holding("min-image-manifest"), version);

    CopyResult result = stage.export(MemoryStore.holding("max-image-manifest"), version);

    assertThat(result.blobsPresent()).isPositive();
    assertThat(result.published().orElseThrow().reference()).isEqualTo(MAIN_INDEX + "2");
  }

  @Test
  void numbersAboveNine_areNotTakenForTheFirst() throws IOException {
    try (ActionsEntries entries = ActionsEntries.of(stage.fake, stage.fake.token())) {
      for (int i = 1; i <= 10; i++) {
        entries.put(MAIN_INDEX + i, new byte[] {'{', '}'});
      }
      entries.put("index-app-1-f921bd05-sig#44", new byte[] {'{', '}'});
    }

    CopyResult result = stage.export(MemoryStore.holding("min-image-manifest"), 2);

    assertThat(result.published().orElseThrow().reference()).isEqualTo(MAIN_INDEX + "11");
  }

  @Test
  void indexThatIsLargerThanAnyThatIsRead_isReplaced() throws IOException {
    try (ActionsEntries entries = ActionsEntries.of(stage.fake, stage.fake.token())) {
      entries.put(MAIN_INDEX + 1, new byte[CacheDocuments.CONFIG_LIMIT + 1]);
    }

    CopyResult result = stage.export(MemoryStore.holding("min-image-manifest"), 2);

    assertThat(result.status()).isEqualTo(Status.SAVED);
    assertThat(result.published().orElseThrow().reference()).isEqualTo(MAIN_INDEX + "2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void blobsOfTheParentScope_areNotUploadedAgain(int version) throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    stage.export(source, version);
    String token = stage.fake.forge().grant(PULL, 3).grant("refs/heads/main", 1).unsigned();

    CopyResult result = stage.export(source, version, token, ",scope=app");

    assertThat(result.status()).isEqualTo(Status.SAVED);
    assertThat(result.blobsMoved()).isZero();
    assertThat(ActionsEntries.keys(stage.fake, PULL))
        .containsExactly(BuildKitKeys.indexPrefix("app", PULL) + "1");
  }

  @Test
  void readOnlyToken_isKnownBeforeAnythingIsSent() throws IOException {
    String token = stage.fake.forge().grant("refs/heads/main", 1).unsigned();

    CopyResult result =
        stage.export(MemoryStore.holding("max-image-manifest"), 2, token, ",scope=app");

    assertThat(result.status()).isEqualTo(Status.SKIPPED_READONLY);
    assertThat(stage.fake.count("CreateCacheEntry")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void writeDeniedByTheService_isKnownBeforeAByteIsSent(int version) throws IOException {
    stage.fake.denyWrites();

    CopyResult result = stage.export(MemoryStore.holding("max-image-manifest"), version);

    assertThat(result.status()).isEqualTo(Status.SKIPPED_READONLY);
    assertThat(result.reason().orElseThrow()).contains("cache write denied:");
    assertThat(stage.fake.count("PUT ") + stage.fake.count("PATCH ")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void writeDeniedWithoutMissingBlobs_isKnownFromTheIndex(int version) throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    stage.export(source, version);

    stage.fake.denyWrites();

    CopyResult result = stage.export(source, version, stage.fake.token(), ",scope=other");

    assertThat(result.status()).isEqualTo(Status.SKIPPED_READONLY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "none", " READ "})
  void cacheModeWithoutWriting_isReadOnly(String mode) throws IOException {
    stage.environment.put("ACTIONS_CACHE_MODE", mode);
    try (CacheExporter exporter = stage.open(2, stage.fake.token(), "")) {
      assertThat(exporter.access()).isInstanceOf(WriteAccess.ReadOnly.class);
    }
    assertThat(stage.fake.requests()).isEmpty();
  }

  @Test
  void writeOnlyMode_looksNothingUp() throws IOException {
    stage.environment.put("ACTIONS_CACHE_MODE", "write-only");
    MemoryStore source = MemoryStore.holding("min-image-manifest");
    List<Descriptor> blobs = List.copyOf(source.load().orElseThrow().blobs().values());
    try (CacheExporter exporter = stage.open(2, stage.fake.token(), "")) {
      assertThat(exporter.missing(blobs)).hasSize(blobs.size());
    }
    assertThat(stage.fake.requests()).isEmpty();
  }

  @Test
  void expiredToken_isNamedAsSuch() throws IOException {
    stage.fake.clock().advance(Duration.ofHours(-7));
    String token = stage.fake.forge().grant("refs/heads/main", TokenForge.READ_WRITE).unsigned();

    CopyResult result = stage.export(MemoryStore.holding("min-image-manifest"), 2, token, "");

    assertThat(result.failure())
        .get()
        .isInstanceOf(CacheException.Denied.class)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("the runtime token expired at");
    assertThat(stage.fake.requests()).isEmpty();
  }

  @Test
  void layersWithoutDiffId_costTheirResultsOnly() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    Digest bare = cache.config().layers().get(cache.config().layers().size() - 1).blob();
    var blobs = new LinkedHashMap<>(cache.blobs());
    Descriptor known = blobs.get(bare);
    blobs.put(bare, new Descriptor(known.mediaType(), bare, known.size(), new TreeMap<>()));

    CacheConfig config =
        IndexConfig.of(Cache.made(cache.config(), blobs, "test"), warnings(stage.warnings))
            .config();

    assertThat(config.records()).hasSize(cache.config().records().size());
    assertThat(config.layers()).noneMatch(layer -> layer.blob().equals(bare)).isNotEmpty();
    assertThat(stage.warnings).singleElement().asString().contains("have no diffID");
  }

  private static TransferListener warnings(List<String> into) {
    return new TransferListener() {
      @Override
      public void warned(String warning) {
        into.add(warning);
      }
    };
  }
}
