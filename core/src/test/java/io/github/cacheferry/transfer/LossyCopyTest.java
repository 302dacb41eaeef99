package io.github.cacheferry.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.testing.Runs;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class LossyCopyTest {
  static final List<String> FIXTURES = Fixtures.SINGLE_TAG;

  private static final Digest COMPILE =
      new Digest("a7ae5d225e685988f7e95c4b8d7c1aa419f1529b872c763669088570281d8136");

  private final MemoryStore target = new MemoryStore("target");

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void copy_ofASoundCacheKeepsItsBytes(String fixture) throws Exception {
    var source = MemoryStore.holding(fixture);

    LossyCopy.Result result = copy(source);

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(result.healed().isChanged()).isFalse();
    assertThat(target.manifest()).isEqualTo(source.manifest());
  }

  @Test
  void copy_leavesOutWhatTheSourceHasLost() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    source.forget(COMPILE);

    LossyCopy.Result result = copy(source);

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(result.copy().blobsMoved()).isEqualTo(7);
    assertThat(result.copy().blobsPresent()).isZero();
    assertThat(result.healed().blobs()).containsOnlyKeys(COMPILE);
    assertThat(result.healed().steps()).isEqualTo(1);
    assertThat(target.load().orElseThrow().blobs()).hasSize(7).doesNotContainKey(COMPILE);
  }

  @Test
  void copy_readsADamagedBlobOnceMoreAndLeavesItOut() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    byte[] bytes = source.blobs().get(COMPILE).clone();
    bytes[bytes.length - 1] ^= 1;
    source.overwrite(COMPILE, bytes);

    LossyCopy.Result result = copy(source);

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(result.healed().blobs()).containsOnlyKeys(COMPILE);
    assertThat(Collections.frequency(source.opened(), COMPILE)).isEqualTo(2);
  }

  @Test
  void copy_again_givesTheSameCache() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    source.forget(COMPILE);
    copy(source);
    var first = target.manifest();

    copy(source);

    assertThat(target.manifest()).isEqualTo(first);
  }

  @Test
  void copy_ofACacheWithoutAnyBlobFails() throws Exception {
    var source = MemoryStore.holding("max-image-manifest");
    Cache cache = source.load().orElseThrow();
    cache.blobs().keySet().forEach(source::forget);

    CopyResult result = new LossyCopy(Runs.plain(), 4).copy(source, cache, target).copy();

    assertThat(result.failure()).containsInstanceOf(CacheException.Corrupt.class);
    assertThat(target.manifest()).isEmpty();
  }

  @Test
  void copy_takesALostBlobFromTheOtherSource() throws Exception {
    var first = MemoryStore.holding("max-image-manifest");
    var second = MemoryStore.holding("max-image-manifest");
    first.forget(COMPILE);
    Cache cache = first.load().orElseThrow();
    var both =
        MergedSource.of(
            List.of(new MergedSource.Part(first, cache), new MergedSource.Part(second, cache)));

    LossyCopy.Result result = new LossyCopy(Runs.plain(), 4).copy(both, both.cache(), target);

    assertThat(result.copy().status()).isEqualTo(Status.SAVED);
    assertThat(result.healed().isChanged()).isFalse();
    assertThat(target.blobs()).containsKey(COMPILE);
  }

  private LossyCopy.Result copy(MemoryStore source) throws Exception {
    return new LossyCopy(Runs.plain(), 4).copy(source, source.load().orElseThrow(), target);
  }
}
