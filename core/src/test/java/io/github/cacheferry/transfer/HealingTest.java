package io.github.cacheferry.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.graph.Heal;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.testing.Runs;
import io.github.cacheferry.transfer.Healing.Diagnosis;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HealingTest {
  private static final Digest COMPILE =
      new Digest("a7ae5d225e685988f7e95c4b8d7c1aa419f1529b872c763669088570281d8136");

  private MemoryStore store = new MemoryStore("empty");

  @BeforeEach
  void setUp() throws Exception {
    store = MemoryStore.holding("max-image-manifest");
  }

  @Test
  void heal_ofASoundCacheWritesNothing() throws Exception {
    var before = store.manifest();

    Healing.Outcome outcome = heal(Diagnosis.absent(store));

    assertThat(outcome.status()).isEqualTo(Status.UNCHANGED);
    assertThat(store.manifest()).isEqualTo(before);
  }

  @Test
  void heal_leavesOutWhatNeedsALostBlob() throws Exception {
    Cache before = store.load().orElseThrow();
    store.forget(COMPILE);

    Healing.Outcome outcome = heal(Diagnosis.absent(store));

    assertThat(outcome.status()).isEqualTo(Status.SAVED);
    assertThat(outcome.healed().blobs()).containsOnlyKeys(COMPILE);
    assertThat(outcome.healed().steps()).isEqualTo(1);
    Cache after = store.load().orElseThrow();
    assertThat(after.blobs()).hasSize(before.blobs().size() - 1).doesNotContainKey(COMPILE);
    assertThat(after.config().records()).hasSize(before.config().records().size());
    assertThat(heal(Diagnosis.absent(store)).status()).isEqualTo(Status.UNCHANGED);
    assertThat(store.opened()).isEmpty();
  }

  @Test
  void heal_doesNotOverwriteWhatAnotherJobWrote() throws Exception {
    store.forget(COMPILE);
    Cache theirs = MemoryStore.holding("min-image-manifest").load().orElseThrow();
    var rounds = new AtomicInteger();

    Healing.Outcome outcome =
        heal(
            cache -> {
              if (rounds.incrementAndGet() == 1) {
                var other = MemoryStore.holding("min-image-manifest");
                other.blobs().forEach(store::overwrite);
                store.forget(COMPILE);
                store.publish(theirs);
              }
              return store.absent(cache.blobs().values());
            });

    assertThat(rounds).hasValue(2);
    assertThat(outcome.status()).isEqualTo(Status.UNCHANGED);
    assertThat(store.load().orElseThrow().config()).isEqualTo(theirs.config());
  }

  @Test
  void heal_givesUpIfOthersNeverRest() throws Exception {
    Cache one = store.load().orElseThrow();
    Cache other = Heal.of(one, Set.of(COMPILE)).cache();
    var rounds = new AtomicInteger();

    assertThatExceptionOfType(CacheException.Unavailable.class)
        .isThrownBy(
            () ->
                heal(
                    cache -> {
                      store.publish(rounds.getAndIncrement() % 2 == 0 ? other : one);
                      return Set.of(one.config().layers().get(0).blob());
                    }));
    assertThat(rounds).hasValue(Healing.MOST_ROUNDS);
  }

  @Test
  void heal_ofAReadOnlyTargetIsSkipped() throws Exception {
    store.forget(COMPILE);
    store.setReadOnly("no");
    var before = store.manifest();

    Healing.Outcome outcome = heal(Diagnosis.absent(store));

    assertThat(outcome.status()).isEqualTo(Status.SKIPPED_READONLY);
    assertThat(outcome.reason()).contains("no");
    assertThat(store.manifest()).isEqualTo(before);
  }

  @Test
  void heal_ofWhatIsNotThereFails() {
    store = new MemoryStore("empty");

    assertThatExceptionOfType(CacheException.NotFound.class)
        .isThrownBy(() -> heal(Diagnosis.absent(store)));
  }

  private Healing.Outcome heal(Diagnosis diagnosis) throws Exception {
    return new Healing(Runs.plain(), store, store, Optional.empty(), diagnosis).heal();
  }
}
