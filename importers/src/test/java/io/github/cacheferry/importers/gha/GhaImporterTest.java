package io.github.cacheferry.importers.gha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerMetadata;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FakeActionsCache;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GhaImporterTest {
  private static final String FEAT = ActionsEntries.FIXTURE_REF;
  private static final String FEAT_INDEX = "index-app-1-f8c49319#";
  private static final String MAIN_INDEX = "index-app-1-f921bd05#";

  @TempDir private Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private FakeActionsCache fake;
  private ActionsEntries feat;

  @BeforeEach
  void setUp() throws IOException {
    fake = FakeActionsCache.start(directory.resolve("served"));
    feat = ActionsEntries.of(fake, token(FEAT));
  }

  @AfterEach
  void tearDown() throws IOException {
    feat.close();
    fake.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cacheThatBuildKitWrote_isReadWithAllItsBlobs(int version) throws Exception {
    feat.putFixtures();
    try (CacheImporter importer = open(version, token(FEAT), ",scope=app")) {
      Cache cache = importer.load().orElseThrow();

      assertThat(ConfigJson.write(LayerMetadata.annotated(cache.config(), cache.blobs())))
          .isEqualTo(payload(FEAT_INDEX + "2"));
      assertThat(importer.absent(cache.blobs().values())).isEmpty();
      for (Descriptor blob : cache.blobs().values()) {
        try (InputStream in = importer.open(blob).openVerified()) {
          assertThat(in.readAllBytes()).isEqualTo(payload("buildkit-blob-1-" + blob.digest()));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void index_keepsItsBytesInOurModel(int number) throws IOException {
    byte[] index = payload(FEAT_INDEX + number);
    var config = ConfigJson.parse(index, "the index");

    assertThat(
            ConfigJson.write(
                LayerMetadata.annotated(
                    LayerMetadata.stripped(config), LayerMetadata.descriptors(config))))
        .isEqualTo(index);
  }

  @Test
  void noIndex_isNoCache() throws IOException {
    assertThat(load(2, token(FEAT))).isEmpty();
    assertThat(load(1, token(FEAT))).isEmpty();
  }

  @Test
  void signedAndForeignEntries_areNoIndex() throws IOException {
    feat.put("index-app-1-f8c49319-sig#7", payload(FEAT_INDEX + "2"));
    feat.put(FEAT_INDEX + "1x", payload(FEAT_INDEX + "2"));

    assertThat(load(2, token(FEAT))).isEmpty();
  }

  @Test
  void newestByTime_countsNotTheHighestNumber() throws IOException {
    feat.put(FEAT_INDEX + "10", payload(FEAT_INDEX + "1"));
    fake.clock().advance(Duration.ofSeconds(5));
    feat.put(FEAT_INDEX + "2", payload(FEAT_INDEX + "2"));

    assertThat(load(2, token(FEAT)).orElseThrow().config().layers())
        .hasSize(ConfigJson.parse(payload(FEAT_INDEX + "2"), "").layers().size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofSeveralRefs_theNewestResultWins(boolean mainIsNewer) throws IOException {
    feat.putFixtures();
    String time = mainIsNewer ? "2030-01-01T00:00:00Z" : "2020-01-01T00:00:00Z";
    String index =
        new String(payload(FEAT_INDEX + "1"), StandardCharsets.UTF_8)
            .replaceAll("\"createdAt\":\"[^\"]+\"", "\"createdAt\":\"" + time + "\"");
    try (ActionsEntries main = ActionsEntries.of(fake, token("refs/heads/main"))) {
      main.put(MAIN_INDEX + "1", index.getBytes(StandardCharsets.UTF_8));
    }
    String both = fake.forge().grant(FEAT, 3).grant("refs/heads/main", 1).unsigned();

    assertThat(load(2, both).orElseThrow().origin())
        .isEqualTo("gha scope app of " + (mainIsNewer ? "refs/heads/main" : FEAT));
  }

  @Test
  void indexThatIsNotSound_doesNotSpoilAnotherRefs() throws IOException {
    feat.putFixtures();
    try (ActionsEntries main = ActionsEntries.of(fake, token("refs/heads/main"))) {
      main.put(MAIN_INDEX + "1", "no json".getBytes(StandardCharsets.UTF_8));
    }
    String both = fake.forge().grant(FEAT, 3).grant("refs/heads/main", 1).unsigned();

    assertThat(load(2, both)).isPresent();
    assertThat(warnings).singleElement().asString().contains("refs/heads/main");
    assertThatThrownBy(() -> load(2, token("refs/heads/main")))
        .isInstanceOf(CacheException.Corrupt.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void connectionThatIsCut_goesOnAtTheNextByte(int version) throws Exception {
    byte[] bytes = new byte[1000];
    new Random(3).nextBytes(bytes);
    feat.put("buildkit-blob-1-" + Digest.of(bytes), bytes);
    BlobSource blob = source(version, bytes);
    for (int at : new int[] {0, 1, 499, 998, 999}) {
      int before = fake.cuts();
      fake.cutAnswers("sig=", at, 1);
      try (InputStream in = blob.openVerified()) {
        assertThat(in.readAllBytes()).as("cut after %d", at).isEqualTo(bytes);
      }
      assertThat(fake.cuts()).isEqualTo(before + 1);
    }
  }

  @Test
  void expiredAddress_isAskedForAgain() throws Exception {
    feat.putFixtures();
    try (CacheImporter importer = open(2, token(FEAT), ",scope=app")) {
      Cache cache = importer.load().orElseThrow();
      Descriptor blob = cache.blobs().values().iterator().next();
      assertThat(importer.absent(List.of(blob))).isEmpty(); // the address is known now
      fake.clock().advance(Duration.ofMinutes(11));
      try (InputStream in = importer.open(blob).openVerified()) {
        assertThat(in.readAllBytes()).hasSize((int) blob.size());
      }
    }
  }

  @Test
  void expiredAddressOfAnIndex_isAskedForAgain() throws IOException {
    feat.putFixtures();
    fake.expireUrls("sig=", 1);

    assertThat(load(2, token(FEAT))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void serverWithoutRanges_isReadPastWhatIsNotWanted(int version) throws Exception {
    byte[] bytes = new byte[1000];
    new Random(4).nextBytes(bytes);
    feat.put("buildkit-blob-1-" + Digest.of(bytes), bytes);
    fake.ignoreRanges();
    BlobSource blob = source(version, bytes);
    assertThat(blob.parallel()).isFalse();
    try (InputStream in = blob.open(300, 200)) {
      assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 300, 500));
    }
  }

  @Test
  void payloadThatIsTooShort_isCorrupt() throws Exception {
    byte[] bytes = new byte[1000];
    feat.put("buildkit-blob-1-" + Digest.of(bytes), new byte[900]);
    BlobSource blob = source(2, bytes);

    assertThatThrownBy(
            () -> {
              try (InputStream in = blob.openVerified()) {
                in.readAllBytes();
              }
            })
        .isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void evictedBlob_isAbsent() throws Exception {
    feat.put(FEAT_INDEX + "1", payload(FEAT_INDEX + "1"));
    try (CacheImporter importer = open(2, token(FEAT), ",scope=app")) {
      Cache cache = importer.load().orElseThrow();
      assertThat(importer.absent(cache.blobs().values())).isEqualTo(cache.blobs().keySet());
      assertThatThrownBy(
              () -> importer.open(cache.blobs().values().iterator().next()).open(0, 1).read())
          .isInstanceOf(CacheException.NotFound.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "write-only"})
  void cacheModeWithoutReading_isAMiss(String mode) throws IOException {
    feat.putFixtures();
    environment.put("ACTIONS_CACHE_MODE", mode);

    assertThat(load(2, token(FEAT))).isEmpty();
    assertThat(warnings).singleElement().asString().contains("cache-mode");
  }

  @Test
  void tokenThatReadsNothing_isAMiss() throws IOException {
    feat.putFixtures();

    assertThat(load(2, fake.forge().grant(FEAT, 2).unsigned())).isEmpty();
  }

  @Test
  void expiredToken_isNamedAsSuch() {
    fake.clock().advance(Duration.ofHours(-7));

    assertThatThrownBy(() -> load(2, token(FEAT)))
        .isInstanceOf(CacheException.Denied.class)
        .hasMessageContaining("the runtime token expired at");
  }

  private BlobSource source(int version, byte[] bytes) throws IOException {
    CacheImporter importer = open(version, token(FEAT), "");
    return importer.open(
        new Descriptor("application/x", Digest.of(bytes), bytes.length, new TreeMap<>()));
  }

  private java.util.Optional<Cache> load(int version, String token) throws IOException {
    try (CacheImporter importer = open(version, token, ",scope=app")) {
      return importer.load();
    }
  }

  private CacheImporter open(int version, String token, String more) throws IOException {
    CacheSpec spec = CacheSpec.parse(ActionsEntries.spec(fake, version, token, more));
    return GhaImporter.open(
        GhaImporter.schema().check(spec),
        Runs.in(
            directory,
            environment,
            new TransferListener() {
              @Override
              public void warned(String warning) {
                warnings.add(warning);
              }
            }));
  }

  private String token(String ref) {
    return fake.forge().grant(ref, 3).unsigned();
  }

  private static byte[] payload(String key) {
    return ActionsEntries.fixtures().stream()
        .filter(each -> each.key().equals(key))
        .findAny()
        .orElseThrow()
        .payload();
  }
}
