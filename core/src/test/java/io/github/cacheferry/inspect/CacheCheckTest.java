package io.github.cacheferry.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.inspect.Finding.Kind;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.testing.Runs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class CacheCheckTest {
  static final List<String> FIXTURES = Fixtures.SINGLE_TAG;

  private final CacheCheck check = new CacheCheck(Runs.plain(), 4, true);

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void verify_findsNothingInWhatBuildKitWrote(String fixture) throws Exception {
    var store = MemoryStore.holding(fixture);

    assertThat(check.verify(store, store.load().orElseThrow())).isEmpty();
  }

  @Test
  void verify_namesTheStepsThatAMissingBlobCosts() throws Exception {
    var store = MemoryStore.holding("max-image-manifest");
    Cache cache = store.load().orElseThrow();
    Digest base =
        Digest.parse("sha256:ecc00f7c82064b28242b6f64c1ee309723a5daff64ff278948c8a16f9c3a39f4");
    store.forget(base);

    List<Finding> findings = check.verify(store, cache);

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).kind()).isEqualTo(Kind.MISSING);
    assertThat(findings.get(0).blob()).isEqualTo(base);
    // All but the two results of COPY --link's own chain and its copy stand on the base layer.
    assertThat(findings.get(0).steps()).contains(3).doesNotContain(10).hasSize(8);
  }

  @Test
  void verify_tellsAWrongByteFromAWrongLength() throws Exception {
    var store = MemoryStore.holding("max-image-manifest");
    Cache cache = store.load().orElseThrow();
    List<Digest> blobs = List.copyOf(cache.blobs().keySet());
    byte[] flipped = store.blobs().get(blobs.get(0)).clone();
    flipped[flipped.length - 1] ^= 1;
    store.overwrite(blobs.get(0), flipped);
    store.overwrite(blobs.get(1), new byte[] {1, 2, 3});

    List<Finding> findings = check.verify(store, cache);

    assertThat(findings)
        .extracting(Finding::kind)
        .containsExactly(Kind.WRONG_DIGEST, Kind.WRONG_SIZE);
  }

  @Test
  void verify_findsADiffIdThatBuildKitWouldBelieve() throws Exception {
    var store = MemoryStore.holding("max-zstd");
    Cache cache = store.load().orElseThrow();
    Map<Digest, Descriptor> blobs = new LinkedHashMap<>(cache.blobs());
    Descriptor wrong = blobs.values().iterator().next();
    blobs.put(
        wrong.digest(),
        wrong.withAnnotations(Map.of(Descriptor.UNCOMPRESSED, Digest.of(new byte[0]).toString())));
    Descriptor none = List.copyOf(blobs.values()).get(1);
    blobs.put(none.digest(), none.withAnnotations(Map.of()));

    List<Finding> findings = check.verify(store, Cache.made(cache.config(), blobs, cache.origin()));

    assertThat(findings)
        .extracting(Finding::kind)
        .containsExactlyInAnyOrder(Kind.WRONG_DIFF_ID, Kind.NO_DIFF_ID);
  }

  @Test
  void summary_tellsMinFromMax() throws Exception {
    var max = CacheSummary.of(MemoryStore.holding("max-image-manifest").load().orElseThrow());
    var min = CacheSummary.of(MemoryStore.holding("min-image-manifest").load().orElseThrow());

    assertThat(max.mode()).isEqualTo(CacheSummary.Mode.MAX);
    assertThat(min.mode()).isEqualTo(CacheSummary.Mode.MIN);
    assertThat(max.records()).isEqualTo(min.records()).isEqualTo(14);
    assertThat(max.steps()).isEqualTo(9);
    assertThat(max.layers()).isEqualTo(9);
    assertThat(max.blobs()).isEqualTo(8);
  }
}
