package io.github.cacheferry.exporters.gha;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others, the network and the service do while a cache is written. */
class GhaFaultsTest {
  private static final String INDEX = "index-app-1-f921bd05#";
  private static final Duration SHORT = Duration.ofSeconds(5);

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

  @ParameterizedTest
  @CsvSource({
    "2, CreateCacheEntry",
    "2, FinalizeCacheEntryUpload",
    "2, GetCacheEntryDownloadURL",
    "2, 'PUT '",
    "1, 'POST /_apis/artifactcache/caches'",
    "1, 'GET /_apis/artifactcache/cache?'",
    "1, 'PATCH '"
  })
  void throttlingAndServerErrors_pass(int version, String request) throws IOException {
    stage.fake.throttle(request, 1, Duration.ofSeconds(1));
    stage.fake.fail(request, 503, 1);

    assertThat(stage.export(MemoryStore.holding("max-image-manifest"), version).status())
        .isEqualTo(Status.SAVED);
  }

  @Test
  void throttlingBeyondTheTimeout_fails() throws IOException {
    stage.fake.throttle("CreateCacheEntry", 1, Duration.ofSeconds(30));

    CopyResult result =
        stage.export(
            MemoryStore.holding("max-image-manifest"), 2, stage.fake.token(), ",timeout=5s");

    assertThat(result.failure()).get().isInstanceOf(CacheException.Throttled.class);
  }

  @ParameterizedTest
  @CsvSource({"2, FinalizeCacheEntryUpload", "1, 'POST /_apis/artifactcache/caches/'"})
  void lostAnswerOfFinalising_isNoFailure(int version, String request) throws IOException {
    stage.fake.loseAnswers(request, 2);

    assertThat(stage.export(MemoryStore.holding("max-image-manifest"), version).status())
        .isEqualTo(Status.SAVED);
  }

  @ParameterizedTest
  @CsvSource({"2, 'PUT '", "1, 'PATCH '"})
  void uploadsThatAreCut_areSentAgain(int version, String request) throws IOException {
    stage.fake.cutRequests(request, 17, 3);
    MemoryStore source = MemoryStore.holding("max-image-manifest");

    assertThat(stage.export(source, version).status()).isEqualTo(Status.SAVED);
    assertStored(source);
  }

  @ParameterizedTest
  @CsvSource({"2, 'PUT '", "1, 'PATCH '"})
  void blobThatCannotBeStored_leavesNoIndex(int version, String request) throws IOException {
    stage.fake.fail(request, 400, 1);

    CopyResult result = stage.export(MemoryStore.holding("max-image-manifest"), version);

    assertThat(result.failure()).isPresent();
    assertThat(ActionsEntries.keys(stage.fake, "")).noneMatch(key -> key.startsWith("index-"));
  }

  @Test
  void blobThatIsNotWhatItsNameSays_leavesNoEntryAndNoIndex() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Digest blob = source.load().orElseThrow().blobs().keySet().iterator().next();
    source.blobs().get(blob)[20] ^= 1;

    CopyResult result = stage.export(source, 2);

    assertThat(result.failure()).get().isInstanceOf(CacheException.Corrupt.class);
    assertThat(ActionsEntries.keys(stage.fake, ""))
        .doesNotContain(BuildKitKeys.blob(blob))
        .noneMatch(key -> key.startsWith("index-"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void largeFile_isCheckedWhileItIsSent(int version) throws IOException {
    byte[] bytes = new byte[(20 << 20) + 5];
    new Random(7).nextBytes(bytes);
    Path file = Files.write(directory.resolve("blob"), bytes);
    var good = new Descriptor("application/x", Digest.of(bytes), bytes.length, new TreeMap<>());
    var bad =
        new Descriptor("application/x", Digest.of(new byte[1]), bytes.length, new TreeMap<>());
    try (CacheExporter exporter = stage.open(version, stage.fake.token(), "")) {
      exporter.put(new FileBlob(good, file), count -> {});
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> exporter.put(new FileBlob(bad, file), count -> {})))
          .isInstanceOf(CacheException.Corrupt.class);
    }
    try (ActionsEntries entries = ActionsEntries.of(stage.fake, stage.fake.token())) {
      assertThat(entries.get(BuildKitKeys.blob(good.digest()))).contains(bytes);
      assertThat(entries.get(BuildKitKeys.blob(bad.digest()))).isEmpty();
    }
  }

  @Test
  void blobThatAnotherJobIsMaking_isAwaited() throws Exception {
    stage.standStill();
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    Descriptor blob = source.load().orElseThrow().blobs().values().iterator().next();
    try (ActionsEntries other = ActionsEntries.of(stage.fake, stage.fake.token())) {
      Reservation begun = other.reserve(BuildKitKeys.blob(blob.digest()));
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<CopyResult> export = thread.submit(() -> stage.export(source, 2));
      long finished = source.load().orElseThrow().blobs().size() - 1;
      while (stage.fake.count("Finalize") < finished && !export.isDone()) {
        Thread.onSpinWait();
      }
      other.finish(begun, source.blobs().get(blob.digest()));
      assertThat(export.get().status()).isEqualTo(Status.SAVED);
      thread.shutdown();
    }
    assertThat(stage.warnings).isEmpty();
    assertStored(source);
  }

  @ParameterizedTest
  @CsvSource({"2, CreateCacheEntry", "1, 'POST /_apis/artifactcache/caches'"})
  void blobWhoseKeyNobodyFinishes_isNotNamedByTheIndex(int version, String request)
      throws IOException {
    stage.fake.loseAnswers(request, 1); // so our own request has taken the key, and we have none
    MemoryStore source = MemoryStore.holding("max-image-manifest");

    CopyResult result = stage.export(source, version);

    assertThat(result.status()).isEqualTo(Status.SAVED);
    assertThat(stage.warnings).singleElement().asString().contains("reserved and not finished");
    stage.assertNothingDangles();
    assertThat(stage.export(source, version).published()).as("it is tried again").isPresent();
  }

  @Test
  void baseThatNobodyFinishes_leavesTheOldIndex() throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    try (ActionsEntries other = ActionsEntries.of(stage.fake, stage.fake.token())) {
      for (Digest blob : source.load().orElseThrow().blobs().keySet()) {
        var unused = other.reserve(BuildKitKeys.blob(blob));
      }
    }

    CopyResult result = stage.export(source, 2);

    assertThat(result.failure().orElseThrow()).hasMessageContaining("reserved and not finished");
    assertThat(ActionsEntries.keys(stage.fake, "")).noneMatch(key -> key.startsWith("index-"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void packThatAFailedExportLeftReserved_getsAnotherKey(int version) throws IOException {
    MemoryStore source = MemoryStore.holding("max-image-manifest");
    String form = ",scope=app,pack=true";
    stage.fake.fail(version == 1 ? "PATCH " : "PUT ", 400, 1);
    assertThat(stage.export(source, version, stage.fake.token(), form).failure()).isPresent();
    Instant before = stage.pace().now();

    CopyResult result = stage.export(source, version, stage.fake.token(), form);

    assertThat(result.published().orElseThrow().reference()).endsWith("#1");
    assertThat(Duration.between(before, stage.pace().now())).isLessThan(SHORT);
    assertThat(stage.warnings).isEmpty();
    stage.assertNothingDangles();
  }

  @Test
  void numbersOfDeadJobs_arePassedOver() throws IOException {
    try (ActionsEntries other = ActionsEntries.of(stage.fake, stage.fake.token())) {
      var unused = other.reserve(INDEX + "1");
      var unused2 = other.reserve(INDEX + "2");
    }
    Instant before = stage.pace().now();

    CopyResult result = stage.export(MemoryStore.holding("max-image-manifest"), 2);

    assertThat(result.published().orElseThrow().reference()).isEqualTo(INDEX + "3");
    assertThat(Duration.between(before, stage.pace().now()))
        .isBetween(SHORT, SHORT.multipliedBy(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void writersAtTheSameTime_takeDifferentNumbersAndLoseNothing(int version) throws Exception {
    stage.standStill();
    List<Callable<CopyResult>> writers = new ArrayList<>();
    List<String> fixtures = List.of("max-image-manifest", "matrix-tool", "matrix-lint", "max-zstd");
    for (int i = 0; i < 8; i++) {
      MemoryStore source = MemoryStore.holding(fixtures.get(i % fixtures.size()));
      writers.add(() -> stage.export(source, version));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<String> references = new ArrayList<>();
    for (Future<CopyResult> done : threads.invokeAll(writers)) {
      CopyResult result = done.get();
      assertThat(result.failure()).isEmpty();
      result.published().ifPresent(published -> references.add(published.reference()));
    }
    threads.shutdown();
    stage.assertNothingDangles();
    assertThat(references).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(4);
    assertThat(ActionsEntries.keys(stage.fake, "")).containsAll(references);
    for (String fixture : fixtures) {
      assertStored(MemoryStore.holding(fixture));
    }
  }

  @Test
  void failures_showNoSecrets() throws IOException {
    stage.fake.fail("PUT ", 400, 20);
    stage.fake.fail("Finalize", 400, 20);
    String token = stage.fake.token();

    CopyResult result = stage.export(MemoryStore.holding("max-image-manifest"), 2, token, "");

    String shown = result.failure().orElseThrow().getMessage() + stage.warnings;
    assertThat(shown).doesNotContain(token).doesNotContain("sig=");
    String url = stage.fake.requests().stream().filter(r -> r.contains("sig=")).findAny().get();
    String signature = url.replaceFirst(".*sig=([^&]+).*", "$1");
    assertThat(stage.masked(url + " " + token)).doesNotContain(signature).doesNotContain(token);
  }

  private void assertStored(MemoryStore source) throws IOException {
    try (ActionsEntries entries = ActionsEntries.of(stage.fake, stage.fake.token())) {
      for (Digest blob : source.load().orElseThrow().blobs().keySet()) {
        assertThat(entries.get(BuildKitKeys.blob(blob))).contains(source.blobs().get(blob));
      }
    }
  }

  private record FileBlob(Descriptor descriptor, Path path) implements BlobSource {
    @Override
    public InputStream open(long offset, long length) throws IOException {
      InputStream in = Files.newInputStream(path);
      in.skipNBytes(offset);
      return in;
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(path);
    }
  }
}
