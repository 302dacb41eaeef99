package io.github.cacheferry.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.graph.CacheGraph;
import io.github.cacheferry.graph.Merge;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MergingCopyTest {
  private static final Duration SETTLING = Duration.ofSeconds(2);

  private final List<String> warnings = new ArrayList<>();
  private final List<Duration> sleeps = new ArrayList<>();
  private final RunContext context =
      Runs.watchedBy(
          new TransferListener() {
            @Override
            public void warned(String message) {
              warnings.add(message);
            }
          });
  private final MemoryStore tool = holding("matrix-tool");
  private final MemoryStore lint = holding("matrix-lint");
  private final MemoryStore target = new MemoryStore("target");
  private Runnable whileSleeping = () -> {};

  @Test
  void anEmptyTarget_getsTheCacheAndWhoMadeIt() {
    MergeResult result = merge(tool, "1");

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(cache(target).config()).isEqualTo(cache(tool).config());
    assertThat(cache(target).contributions()).containsExactly(contribution("1"));
    assertThat(sleeps).isEmpty();
  }

  @Test
  void whatIsThere_stays() {
    merge(tool, "1");

    MergeResult result = merge(lint, "2");

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(graph(target)).isEqualTo(graph(tool, lint));
    assertThat(cache(target).contributions()).containsExactly(contribution("1"), contribution("2"));
    assertThat(lint.opened()).hasSize(result.copy().blobsMoved());
    assertThat(target.opened()).isEmpty();
    assertThat(result.merged().orElseThrow().exports()).isEqualTo(2);
    assertWhole();
  }

  @Test
  void theSameAgainFromTheSameJob_changesNothing() {
    merge(tool, "1");
    merge(lint, "2");
    var before = target.manifest();

    MergeResult again = merge(tool, "1", "3");

    assertThat(again.copy().status()).isEqualTo(Status.UNCHANGED);
    assertThat(target.manifest()).isEqualTo(before);
  }

  @Test
  void theSameFromAnotherJob_isRecorded() {
    merge(tool, "1");

    MergeResult other = merge(tool, "2");

    assertThat(other.copy().status()).isEqualTo(Status.SAVED);
    assertThat(cache(target).contributions()).containsExactly(contribution("1"), contribution("2"));
  }

  @Test
  void aJobThatPublishesInBetween_losesNothing() {
    target.beforeLook(
        once(
            () -> {
              target.beforeLook(() -> {});
              merge(lint, "2");
            }));

    MergeResult result = merge(tool, "1");

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(result.merged().orElseThrow().rounds()).isEqualTo(2);
    assertThat(graph(target)).isEqualTo(graph(tool, lint));
    assertThat(cache(target).contributions()).hasSize(2);
    assertWhole();
  }

  @Test
  void aJobThatReplacesWhatItHadNotSeen_losesNothing() {
    target.settleFor(SETTLING);
    whileSleeping = once(() -> publish(lint, "2"));

    MergeResult result = merge(tool, "1");

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(graph(target)).isEqualTo(graph(tool, lint));
    assertThat(cache(target).contributions()).containsExactly(contribution("1"), contribution("2"));
    assertThat(sleeps).filteredOn(SETTLING::equals).hasSize(2);
    assertWhole();
  }

  @Test
  void whoHasWrittenLast_looksAgainOnce() {
    target.settleFor(SETTLING);

    merge(tool, "1");

    assertThat(sleeps).containsExactly(SETTLING);
  }

  @Test
  void aTargetThatNeverStandsStill_isGivenUp() {
    var count = new AtomicInteger();
    target.beforeLook(() -> publish(lint, Integer.toHexString(count.incrementAndGet() + 16)));

    MergeResult result = merge(tool, "1");

    assertThat(result.copy().failure())
        .get()
        .isInstanceOfSatisfying(
            CacheException.Unavailable.class,
            e -> assertThat(e).hasMessageContaining("cacheferry merge"));
    assertThat(count.get()).isEqualTo(MergeRun.MOST_ROUNDS);
    assertThat(sleeps).allMatch(pause -> pause.compareTo(Duration.ofSeconds(5)) <= 0);
  }

  @Test
  void whatIsNoCache_isReplaced() {
    merge(lint, "2");
    Digest config = cache(target).configDocument().orElseThrow().descriptor().digest();
    target.overwrite(config, "no JSON at all".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    MergeResult result = merge(tool, "1");

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(warnings).anyMatch(warning -> warning.endsWith("It is replaced."));
    assertThat(cache(target).config()).isEqualTo(cache(tool).config());
  }

  @Test
  void aReadOnlyTarget_isSentNothing() {
    merge(lint, "2");
    target.setReadOnly("the token may only pull");

    MergeResult result = merge(tool, "1");

    assertThat(result.copy().status()).isEqualTo(Status.SKIPPED_READONLY);
    assertThat(result.copy().reason()).contains("the token may only pull");
    assertThat(tool.opened()).isEmpty();
  }

  @Test
  void aBlobThatTheTargetHasLost_costsItsResultsAlone() {
    merge(lint, "2");
    Digest lost =
        cache(target).blobs().keySet().stream()
            .filter(blob -> !cache(tool).blobs().containsKey(blob))
            .findFirst()
            .orElseThrow();
    target.forget(lost);

    MergeResult result = merge(tool, "1");

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(cache(target).blobs().keySet())
        .containsAll(cache(tool).blobs().keySet())
        .doesNotContain(lost);
    assertThat(warnings).anyMatch(warning -> warning.contains("has lost"));
    assertWhole();
  }

  @Test
  void aBlobThatTheTargetHasLostAndTheSourceHas_isPutAgain() {
    merge(tool, "1");
    Digest lost = cache(tool).blobs().keySet().iterator().next();
    target.forget(lost);

    merge(tool, "1", "3");

    assertThat(target.blobs()).containsKey(lost);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aRunThatIsStoppedWhileItWaitsToLookAgain_hasSaved() {
    target.settleFor(SETTLING);
    whileSleeping = () -> context.cancellation().cancel(Cancellation.Reason.TIME_BUDGET);

    MergeResult result = merge(tool, "1");

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(warnings).singleElement().asString().contains("not looked at again");
  }

  @Test
  void aRunThatIsStoppedBefore_sendsNothing() {
    context.cancellation().cancel(Cancellation.Reason.INTERRUPTED);

    MergeResult result = merge(tool, "1");

    assertThat(result.copy().status()).isEqualTo(Status.FAILED);
    assertThat(result.copy().failure()).get().isInstanceOf(CacheException.Cancelled.class);
    assertThat(target.blobs()).isEmpty();
  }

  private MergeResult merge(MemoryStore source, String id) {
    return merge(source, id, id);
  }

  private MergeResult merge(MemoryStore source, String ref, String id) {
    Cache cache = cache(source);
    source.opened().clear();
    var addition =
        new Addition(new Target(target, cache), target, contribution(ref, id), OptionalInt.empty());
    return new MergingCopy(context, 4, new TestPace(), () -> 1).copy(source, addition);
  }

  /** What a job does that has not seen what is there. */
  private void publish(MemoryStore source, String id) {
    try {
      source.blobs().forEach(target::overwrite);
      CacheExporter.Published unused =
          target.publish(cache(source).withContributions(List.of(contribution(id))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertWhole() {
    assertThat(target.absent(cache(target).blobs().values())).isEmpty();
  }

  private static Runnable once(Runnable what) {
    var times = new AtomicInteger();
    return () -> {
      if (times.getAndIncrement() == 0) {
        what.run();
      }
    };
  }

  private static CacheGraph graph(MemoryStore... stores) {
    return CacheGraph.of(
        Merge.of(List.of(stores).stream().map(MergingCopyTest::cache).toList()).config());
  }

  private static Cache cache(MemoryStore store) {
    try {
      return store.load().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MemoryStore holding(String fixture) {
    try {
      return MemoryStore.holding(fixture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Contribution contribution(String id) {
    return contribution(id, id);
  }

  private static Contribution contribution(String ref, String id) {
    return new Contribution(
        "0".repeat(Contribution.ID_DIGITS - id.length()) + id,
        new Timestamp("2026-11-21T10:00:00Z"),
        Optional.empty(),
        "acme/app",
        ref,
        "",
        "",
        "",
        List.of());
  }

  /** Time in which something happens. */
  private final class TestPace implements Pace {
    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public void sleep(Duration duration) {
      sleeps.add(duration);
      whileSleeping.run();
    }
  }
}
