package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FakeActionsCache;
import io.github.cacheferry.testing.ManyLayers;
import io.github.cacheferry.testing.Runs;
import io.github.cacheferry.transfer.CacheCopy;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import io.github.cacheferry.transfer.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written with {@code pack=true} is read again, by few requests. */
class PackedPairsTest {
  private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NEW = Instant.parse("2026-02-01T00:00:00Z");

  @TempDir private Path directory;
  private final RunContext run = Runs.plain();
  private FakeActionsCache fake;

  @BeforeEach
  void setUp() throws IOException {
    fake = FakeActionsCache.start(directory);
  }

  @AfterEach
  void tearDown() throws IOException {
    fake.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void twoHundredSmallLayers_takeFewEntriesAndComeBack(int version) throws IOException {
    ManyLayers source = layers(1, OLD, 200, 20_000);

    assertThat(export(source, version, ",pack=true").status()).isEqualTo(Status.SAVED);

    assertThat(ActionsEntries.keys(fake, "")).hasSize(2);
    assertThat(fake.count("CreateCacheEntry") + fake.count("POST /_apis/artifactcache/caches "))
        .isLessThan(10);
    long before = fake.requests().size();
    assertReadBack(source, version);
    assertThat(fake.requests().size() - before).isLessThan(20);
    assertThat(export(source, version, ",pack=true").status()).isEqualTo(Status.UNCHANGED);
  }

  @Test
  void largeBlobs_areBuildKitsEntries() throws IOException {
    ManyLayers source = new ManyLayers(2, OLD, 100, 5 << 20, 200, 300, 400);

    export(source, 2, ",pack=true");

    assertThat(ActionsEntries.keys(fake, ""))
        .hasSize(3)
        .anyMatch(key -> key.startsWith("buildkit-blob-1-"))
        .anyMatch(key -> key.startsWith("cacheferry-pack-1-sha256:"))
        .anyMatch(key -> key.equals("cacheferry-index-buildkit-1-f921bd05#1"));
    assertReadBack(source, 2);
  }

  @Test
  void moreThanAPackHolds_goesIntoSeveral() throws IOException {
    ManyLayers source = layers(3, OLD, 24, 3 << 20);

    export(source, 2, ",pack=true");

    assertThat(ActionsEntries.keys(fake, "")).hasSize(3);
    assertReadBack(source, 2);
  }

  @Test
  void laterExport_keepsPacksThatAreThereAndPacksTheRest() throws IOException {
    export(layers(4, OLD, 50, 1000), 2, ",pack=true");
    ManyLayers grown = layers(4, NEW, 60, 1000);

    CopyResult result = export(grown, 2, ",pack=true");

    assertThat(result.blobsMoved()).isEqualTo(10);
    assertThat(result.blobsPresent()).isEqualTo(50);
    assertReadBack(grown, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofBothForms_theNewestResultWins(boolean packedIsNewer) throws IOException {
    ManyLayers packed = layers(5, packedIsNewer ? NEW : OLD, 5, 1000);
    ManyLayers plain = layers(6, packedIsNewer ? OLD : NEW, 5, 1000);
    export(packed, 2, ",pack=true");
    export(plain, 2, "");

    assertReadBack(packedIsNewer ? packed : plain, 2);
  }

  @Test
  void faults_costNothing() throws IOException {
    ManyLayers source = layers(7, OLD, 40, 50_000);
    fake.fail("CreateCacheEntry", 503, 1);
    fake.cutRequests("PUT ", 1000, 2);
    fake.loseAnswers("Finalize", 1);

    assertThat(export(source, 2, ",pack=true").status()).isEqualTo(Status.SAVED);

    fake.cutAnswers("sig=", 70_000, 3);
    assertReadBack(source, 2);
  }

  @Test
  void packThatCannotBeStored_leavesNoIndex() throws IOException {
    fake.fail("PUT ", 400, 1);

    CopyResult result = export(layers(8, OLD, 40, 1000), 2, ",pack=true");

    assertThat(result.failure()).isPresent();
    assertThat(ActionsEntries.keys(fake, "")).isEmpty();
  }

  @Test
  void deniedWrite_isKnownBeforeAByteIsSent() throws IOException {
    fake.denyWrites();

    CopyResult result = export(layers(9, OLD, 40, 1000), 2, ",pack=true");

    assertThat(result.status()).isEqualTo(Status.SKIPPED_READONLY);
    assertThat(fake.count("PUT ")).isZero();
  }

  @Test
  void addressOfAPack_expires() throws IOException {
    ManyLayers source = layers(10, OLD, 6, 1000);
    export(source, 2, ",pack=true");
    try (CacheImporter importer = importer(2)) {
      Cache cache = importer.load().orElseThrow();
      assertThat(importer.absent(cache.blobs().values())).isEmpty();
      fake.clock().advance(Duration.ofMinutes(11));
      assertBlobs(importer, cache, source);
    }
  }

  private static ManyLayers layers(long seed, Instant made, int count, int size) {
    int[] sizes = new int[count];
    Arrays.fill(sizes, size);
    return new ManyLayers(seed, made, sizes);
  }

  private CopyResult export(ManyLayers source, int version, String more) throws IOException {
    CacheSpec spec = CacheSpec.parse(ActionsEntries.spec(fake, version, fake.token(), more));
    try (CacheExporter exporter = Exporters.check(spec).open(run)) {
      var target = new Target(exporter, source.load().orElseThrow());
      return new CacheCopy(run, 8).copy(source, List.of(target)).get(0);
    }
  }

  private CacheImporter importer(int version) throws IOException {
    CacheSpec spec = CacheSpec.parse(ActionsEntries.spec(fake, version, fake.token(), ""));
    return Importers.check(spec).open(run);
  }

  private void assertReadBack(ManyLayers source, int version) throws IOException {
    try (CacheImporter importer = importer(version)) {
      Cache cache = importer.load().orElseThrow();
      assertThat(cache.config()).isEqualTo(source.load().orElseThrow().config());
      assertBlobs(importer, cache, source);
    }
  }

  private static void assertBlobs(CacheImporter importer, Cache cache, ManyLayers source)
      throws IOException {
    for (Descriptor blob : cache.blobs().values()) {
      BlobSource opened = importer.open(blob);
      try (InputStream in = opened.openVerified()) {
        assertThat(in.readAllBytes()).isEqualTo(source.blobs().get(blob.digest()));
      }
    }
  }
}
