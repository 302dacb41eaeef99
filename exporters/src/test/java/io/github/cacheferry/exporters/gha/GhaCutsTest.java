package io.github.cacheferry.exporters.gha;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.testing.ManyLayers;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Breaks connections off at places all over the requests and answers of an export, one in each
 * export: in its first request of a kind and in one after it.
 */
class GhaCutsTest {
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
  private static final long SEED = 20261121;

  @TempDir private Path directory;
  private GhaStage stage;
  private int cuts;
  private final Random random = new Random(SEED);

  @BeforeEach
  void setUp() throws IOException {
    stage = new GhaStage(directory);
  }

  @AfterEach
  void tearDown() throws IOException {
    stage.close();
  }

  /** The bodies are at least as long as {@code bytes}. */
  @ParameterizedTest
  @CsvSource({
    "2, GetCacheEntryDownloadURL, 150, ''",
    "2, CreateCacheEntry, 100, ''",
    "2, 'PUT ', 90, ''",
    "2, FinalizeCacheEntryUpload, 100, ''",
    "1, 'POST /_apis/artifactcache/caches', 11, ''",
    "1, 'PATCH ', 90, ''",
    "1, 'POST /_apis/artifactcache/caches/', 11, ''",
    "2, CreateCacheEntry, 100, ',pack=true'",
    "2, 'PUT ', 90, ',pack=true'",
    "2, FinalizeCacheEntryUpload, 100, ',pack=true'"
  })
  void requestThatIsCut_isSentAgain(int version, String request, int bytes, String form)
      throws IOException {
    for (int at : places(bytes)) {
      stage.fake.cutRequests(request, at, 1);
      CopyResult result = export(version, form);

      assertThat(result.status()).as(where(at)).isEqualTo(Status.SAVED);
      check(at);
    }
    assertThat(stage.warnings).as("the service saw none of these requests").isEmpty();
  }

  /** What took effect is not undone by an answer that is lost. */
  @ParameterizedTest
  @CsvSource({
    "2, GetCacheEntryDownloadURL, 40, ''",
    "2, CreateCacheEntry, 100, ''",
    "2, FinalizeCacheEntryUpload, 30, ''",
    "1, 'POST /_apis/artifactcache/caches ', 11, ''",
    "2, CreateCacheEntry, 100, ',pack=true'",
    "2, FinalizeCacheEntryUpload, 30, ',pack=true'"
  })
  void answerThatIsCut_isAskedForAgain(int version, String request, int bytes, String form)
      throws IOException {
    for (int at : places(bytes)) {
      stage.fake.cutAnswers(request.strip(), at, 1);
      CopyResult result = export(version, form);

      if (result.failure().isPresent()) {
        assertThat(result.failure().get()).hasMessageContaining("reserved and not finished");
        assertThat(result.published()).isEmpty();
      } else {
        assertThat(result.status()).as(where(at)).isEqualTo(Status.SAVED);
      }
      check(at);
    }
  }

  private CopyResult export(int version, String form) throws IOException {
    // The first layer has as many bytes as the cuts need, and the smallest is not the first.
    var source = new ManyLayers(random.nextLong(), MADE, 120, 100);
    String spec = ",scope=s" + random.nextInt(Integer.MAX_VALUE) + form;
    return stage.export(source, version, stage.fake.token(), spec);
  }

  private void check(int at) throws IOException {
    assertThat(stage.fake.cuts()).as(where(at)).isEqualTo(++cuts);
    stage.assertNothingDangles();
  }

  /** The ends, their neighbours, and some in between. */
  private int[] places(int bytes) {
    return IntStream.concat(IntStream.of(0, 1, bytes - 2, bytes - 1), random.ints(8, 2, bytes - 2))
        .toArray();
  }

  private static String where(int at) {
    return "seed " + SEED + ", cut after " + at + " bytes";
  }
}
