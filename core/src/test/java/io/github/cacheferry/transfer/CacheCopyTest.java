package io.github.cacheferry.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.testing.Runs;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CacheCopyTest {
  private static final int JOBS = 4;

  private final RunContext context = Runs.plain();

  @Test
  void copy_movesEveryByteAndKeepsTheManifest() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    var target = new MemoryStore("target");

    CopyResult result = copy(source, target).get(0);

    assertThat(result.status()).isEqualTo(Status.SAVED);
    assertThat(result.blobsMoved()).isEqualTo(8);
    assertThat(target.manifest()).isEqualTo(source.manifest());
    assertThat(target.blobs().keySet()).isEqualTo(source.blobs().keySet());
    target.blobs().forEach((digest, bytes) -> assertThat(Digest.of(bytes)).isEqualTo(digest));
  }

  @Test
  void copy_movesOnlyWhatTheTargetLacks() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    var target = MemoryStore.holding("matrix-tool");

    CopyResult result = copy(source, target).get(0);

    assertThat(result.status()).isEqualTo(Status.SAVED);
    assertThat(result.blobsPresent()).isPositive();
    assertThat(result.blobsMoved() + result.blobsPresent()).isEqualTo(8);
    assertThat(source.opened()).hasSize(result.blobsMoved());
  }

  @Test
  void copy_doesNothingWhereTheTargetNamesTheCacheAlready() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");

    CopyResult result = copy(source, MemoryStore.holding("max-image-manifest")).get(0);

    assertThat(result.status()).isEqualTo(Status.UNCHANGED);
    assertThat(source.opened()).isEmpty();
  }

  @Test
  void copy_readsEachBlobOnceForSeveralTargets() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");

    List<CopyResult> results =
        copy(source, new MemoryStore("a"), new MemoryStore("b"), new MemoryStore("c"));

    assertThat(results).extracting(CopyResult::status).containsOnly(Status.SAVED);
    assertThat(source.opened()).doesNotHaveDuplicates().hasSize(8);
  }

  @Test
  void copy_sendsNothingToAReadOnlyTarget() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    var target = new MemoryStore("target");
    target.setReadOnly("the token may only pull");

    CopyResult result = copy(source, target).get(0);

    assertThat(result.status()).isEqualTo(Status.SKIPPED_READONLY);
    assertThat(result.reason()).contains("the token may only pull");
    assertThat(source.opened()).isEmpty();
    assertThat(target.blobs()).isEmpty();
  }

  @Test
  void copy_publishesNothingWhereABlobCouldNotBePut() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    var broken = new MemoryStore("broken");
    broken.refuse(cache(source).blobs().keySet().iterator().next());
    var whole = new MemoryStore("whole");

    List<CopyResult> results = copy(source, broken, whole);

    assertThat(results.get(0).status()).isIn(Status.PARTIAL, Status.FAILED);
    assertThat(results.get(0).failure()).get().isInstanceOf(CacheException.Unavailable.class);
    assertThat(broken.manifest()).isEmpty();
    assertThat(results.get(1).status()).isEqualTo(Status.SAVED);
  }

  @Test
  void copy_publishesNothingFromACorruptSource() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    Cache cache = cache(source);
    Digest victim = cache.blobs().keySet().iterator().next();
    byte[] bytes = source.blobs().get(victim).clone();
    bytes[bytes.length / 2] ^= 1;
    source.overwrite(victim, bytes);
    var target = new MemoryStore("target");

    CopyResult result = copy(source, target).get(0);

    assertThat(result.failure()).get().isInstanceOf(CacheException.Corrupt.class);
    assertThat(target.manifest()).isEmpty();
    assertThat(target.blobs()).doesNotContainKey(victim);
  }

  @Test
  void copy_beginsAgainWhereTheTargetHasLostWhatItWasThoughtToHold() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    var target = new MemoryStore("target");
    target.believeAllIsThere();

    CopyResult result = copy(source, target).get(0);

    assertThat(result.status()).isEqualTo(Status.SAVED);
    assertThat(result.blobsMoved()).isEqualTo(8);
    assertThat(target.blobs().keySet()).isEqualTo(source.blobs().keySet());
  }

  @Test
  void copy_stopsWhenTheRunIsCancelled() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    var target = new MemoryStore("target");
    Cache cache = cache(source);
    context.cancellation().cancel(Cancellation.Reason.TIME_BUDGET);

    CopyResult result =
        new CacheCopy(context, JOBS).copy(source, List.of(new Target(target, cache))).get(0);

    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.failure())
        .get()
        .isInstanceOfSatisfying(
            CacheException.Cancelled.class,
            e -> assertThat(e.reason()).isEqualTo(Cancellation.Reason.TIME_BUDGET));
    assertThat(target.blobs()).isEmpty();
  }

  @Test
  void lanes_runTheLargestFirstAndFewAtOnce() throws Exception {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    List<io.github.cacheferry.model.Descriptor> large =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(
                i ->
                    io.github.cacheferry.model.Descriptor.of(
                        "x", Digest.of(new byte[] {(byte) i}), (2 << 20) + i))
            .toList();
    List<Long> order;
    try (var lanes = new Lanes(32)) {
      order =
          lanes.forEach(
              large,
              blob -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.yield();
                running.decrementAndGet();
                return blob.size();
              });
    }

    assertThat(order).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(most.get()).isLessThanOrEqualTo(6);
  }

  private List<CopyResult> copy(MemoryStore source, MemoryStore... targets) throws Exception {
    Cache cache = cache(source);
    source.opened().clear();
    return new CacheCopy(context, JOBS)
        .copy(source, List.of(targets).stream().map(target -> new Target(target, cache)).toList());
  }

  private static Cache cache(MemoryStore store) throws Exception {
    return store.load().orElseThrow();
  }
}
