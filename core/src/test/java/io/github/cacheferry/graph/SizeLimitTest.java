package io.github.cacheferry.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.testing.FixtureCaches;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SizeLimitTest {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  @Test
  void whatFits_staysAsItIs() {
    Cache cache = FixtureCaches.read("max-image-manifest");

    Limited limited = SizeLimit.of(cache, Optional.empty());

    assertThat(limited.cache()).isSameAs(cache);
    assertThat(limited.fits()).isTrue();
    assertThat(limited.warning()).isEmpty();
  }

  @Test
  void deadRecords_goFirst() throws Exception {
    Graphs graph = new Graphs();
    int root = graph.root("a");
    graph.step("one", "blob", root);
    for (int i = 0; i < 20_000; i++) {
      graph.step("dead key of some length " + i, "", root);
    }
    assertThat(fits(graph.cache())).isFalse();

    Limited limited = SizeLimit.of(graph.cache(), Optional.empty());

    assertThat(limited.records()).isEqualTo(20_000);
    assertThat(limited.results()).isZero();
    assertThat(limited.cache().config().records()).hasSize(2);
    assertThat(limited.warning().orElseThrow())
        .isEqualTo(
            "BuildKit reads no cache whose config or manifest is above 1048576 bytes;"
                + " left out to get there: 20000 records, 0 results, 0 blobs");
    Checklist.check(limited.cache(), "dead records");
  }

  @Test
  void olderResults_goNext() throws Exception {
    Graphs graph = new Graphs();
    var results = new ArrayList<CacheRecord.Result>();
    for (int i = 0; i < 10_000; i++) {
      graph.made(Timestamp.of(START.plusSeconds(i)));
      results.add(graph.result(graph.layer("blob" + i, CacheLayer.NO_PARENT)));
    }
    Collections.reverse(results);
    graph.add(new CacheRecord(results, List.of(), "one", List.of()));

    Limited limited = SizeLimit.of(graph.cache(), Optional.empty());

    assertThat(limited.results()).isEqualTo(9_999);
    assertThat(limited.blobs()).isEqualTo(9_999);
    assertThat(limited.leaves()).isEmpty();
    assertThat(limited.cache().blobs()).containsOnlyKeys(Graphs.digest("blob9999"));
    Checklist.check(limited.cache(), "older results");
  }

  @Test
  void theOldestLeaves_goLast_asFewAsDo() throws Exception {
    Cache large = builds(400, 10);
    assertThat(fits(large)).isFalse();

    Limited limited = SizeLimit.of(large, Optional.empty());

    assertThat(fits(limited.cache())).isTrue();
    assertThat(limited.leaves()).hasSizeBetween(1, 399);
    int left = limited.leaves().size();
    assertThat(limited.cache().blobs())
        .doesNotContainKey(Graphs.digest("build" + (left - 1) + " step9"))
        .containsKey(Graphs.digest("build" + left + " step0"))
        .containsKey(Graphs.digest("base"));
    assertThat(CacheDocuments.of(limited.cache(), Optional.empty()).manifest().bytes().length)
        .isGreaterThan(CacheDocuments.BUILDKIT_LIMIT * 99 / 100);
    assertThat(limited.warning().orElseThrow()).endsWith("the " + left + " oldest builds");
    assertThat(limited.records()).isEqualTo(10 * left);
  }

  @Test
  void theOutcome_doesNotDependOnTheOrder() {
    Cache large = builds(400, 10);
    var layers = large.config().layers();
    var order = new ArrayList<Integer>();
    for (int i = 0; i < large.config().records().size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(7));
    int[] places = new int[order.size()];
    for (int i = 0; i < places.length; i++) {
      places[order.get(i)] = i;
    }
    List<CacheRecord> records =
        order.stream()
            .map(at -> large.config().records().get(at))
            .map(
                record ->
                    new CacheRecord(
                        record.results(),
                        List.of(),
                        record.digest(),
                        record.inputs().stream()
                            .map(
                                inputs ->
                                    inputs.stream()
                                        .map(i -> new CacheRecord.Input("", places[i.link()]))
                                        .toList())
                            .toList()))
            .toList();
    Cache shuffled = large.withConfig(new CacheConfig(layers, records));

    assertThat(MergePropertyTest.json(SizeLimit.of(shuffled, Optional.empty()).cache()))
        .isEqualTo(MergePropertyTest.json(SizeLimit.of(large, Optional.empty()).cache()));
  }

  @Test
  void aSingleLeafThatIsTooLarge_isGivenUp() {
    Cache large = builds(1, 4000);

    Limited limited = SizeLimit.of(large, Optional.empty());

    assertThat(limited.fits()).isFalse();
    assertThat(limited.cache()).isSameAs(large);
    assertThat(limited.warning().orElseThrow()).endsWith("a single final result needs more");
  }

  /** Builds over one base, each a second younger than the one before. */
  private static Cache builds(int builds, int steps) {
    Graphs graph = new Graphs();
    int base = graph.step("base", "base", graph.root("root"));
    for (int build = 0; build < builds; build++) {
      graph.made(Timestamp.of(START.plusSeconds(build)));
      int at = base;
      for (int step = 0; step < steps; step++) {
        String name = "build" + build + " step" + step;
        at = graph.step(name, name, at);
      }
    }
    return graph.cache();
  }

  private static boolean fits(Cache cache) {
    return CacheDocuments.of(cache, Optional.empty()).tooLarge().isEmpty();
  }
}
