package io.github.cacheferry.exporters.gha;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FixtureCaches;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that extend the same cache at the same time. */
class IndexTurnsTest {
  private static final String INDEX = BuildKitKeys.indexPrefix("app", "refs/heads/main");
  private static final Cache CACHE = FixtureCaches.read("max-image-manifest");
  private static final byte[] ANY = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;
  private GhaStage stage;
  private ActionsEntries others;
  private Duration slept = Duration.ZERO;
  private Runnable later = () -> {};

  @BeforeEach
  void setUp() throws IOException {
    stage = new GhaStage(directory);
    others = ActionsEntries.of(stage.fake, stage.fake.token());
  }

  @AfterEach
  void tearDown() throws IOException {
    others.close();
    stage.close();
  }

  @Test
  void aNumberWhoseJobHasDied_isPassedOver_andLookedAtAgain() throws IOException {
    var unused = others.reserve(INDEX + 1);

    try (CacheExporter exporter = open()) {
      assertThat(exporter.publishAfter(Optional.empty(), CACHE))
          .get()
          .extracting(CacheExporter.Published::reference)
          .isEqualTo(INDEX + 2);
      assertThat(exporter.settling()).isPositive();
    }
  }

  @Test
  void aNumberThatAnotherJobIsAboutToFinish_isNotPassedOverWithTheOneBefore() throws IOException {
    var unused = others.reserve(INDEX + 1);
    var alive = others.reserve(INDEX + 2);
    later =
        () -> {
          if (slept.compareTo(Duration.ofSeconds(7)) == 0) {
            finish(alive);
          }
        };

    try (CacheExporter exporter = open()) {
      assertThat(exporter.publishAfter(Optional.empty(), CACHE)).isEmpty();
      assertThat(exporter.publishAfter(Optional.of(INDEX + 2), CACHE)).isPresent();
      assertThat(exporter.settling()).isZero();
    }
  }

  @Test
  void aNumberThatWasTakenTooEarly_isUsedInTheNextRound() throws IOException {
    others.put(INDEX + 1, ANY);

    try (CacheExporter exporter = open()) {
      exporter.holds(CACHE);
      var unused = exporter.access();
      assertThat(exporter.publishAfter(Optional.empty(), CACHE)).isEmpty();
      unused = exporter.access();
      assertThat(exporter.publishAfter(Optional.of(INDEX + 1), CACHE))
          .get()
          .extracting(CacheExporter.Published::reference)
          .isEqualTo(INDEX + 2);
    }
    assertThat(slept).isZero();
  }

  private CacheExporter open() throws IOException {
    Pace pace =
        new Pace() {
          @Override
          public Instant now() {
            return stage.fake.clock().instant().plus(slept);
          }

          @Override
          public void sleep(Duration duration) {
            slept = slept.plus(duration);
            later.run();
          }
        };
    return GhaExporter.open(stage.values(2, stage.fake.token(), ",scope=app"), Runs.plain(), pace);
  }

  private void finish(Reservation reservation) {
    try {
      others.finish(reservation, ANY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
