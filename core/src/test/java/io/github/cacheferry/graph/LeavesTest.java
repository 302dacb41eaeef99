package io.github.cacheferry.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.ModeMin;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.testing.FixtureCaches;
import io.github.cacheferry.testing.RandomCaches;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LeavesTest {
  @Test
  void ids_areTheSameInEveryModeAndOrder() {
    Cache max = FixtureCaches.read("max-image-manifest");
    Cache min = FixtureCaches.read("min-image-manifest");

    assertThat(Leaves.ids(max)).hasSize(1).isEqualTo(Leaves.ids(min));
    assertThat(Leaves.ids(FixtureCaches.read("multi-platform"))).hasSize(2);
  }

  @Test
  void anId_isOfTheChainAlone() {
    Graphs graph = new Graphs();
    int base = graph.layer("base", CacheLayer.NO_PARENT);
    int top = graph.layer("top", base);
    graph.add(
        new CacheRecord(
            List.of(graph.result(top)),
            List.of(new CacheRecord.Chain(List.of(base, top), Optional.empty())),
            "any",
            List.of()));

    String below = sha256(Graphs.digest("base").hex());
    assertThat(Leaves.ids(graph.cache()))
        .containsExactly(new LeafId(sha256(below + " " + Graphs.digest("top").hex())));
    assertThat(new ResultNames(graph.config()).all(graph.config().records().get(0)))
        .hasSize(2)
        .containsOnly(Leaves.ids(graph.cache()).iterator().next());
  }

  @Test
  void ofSeveralResults_theNewestGivesTheId() {
    Graphs graph = new Graphs();
    var older = graph.result(graph.layer("older", CacheLayer.NO_PARENT));
    graph.made(new Timestamp("2026-11-21T09:00:00Z"));
    var newer = graph.result(graph.layer("newer", CacheLayer.NO_PARENT));
    graph.add(new CacheRecord(List.of(newer, older), List.of(), "any", List.of()));

    assertThat(LeafId.of(graph.config(), graph.config().records().get(0)))
        .contains(new LeafId(sha256(Graphs.digest("newer").hex())));
  }

  @Test
  void keep_givesBackTheBuildThatWasMergedIn() {
    Cache tool = FixtureCaches.read("matrix-tool");
    Cache merged =
        Merge.of(List.of(tool, FixtureCaches.read("matrix-lint"), FixtureCaches.read("two-tags")));

    Cache kept = Leaves.keep(merged, Leaves.ids(tool));

    assertThat(Leaves.ids(kept)).isEqualTo(Leaves.ids(tool));
    assertThat(kept.config().records().size()).isLessThan(merged.config().records().size());
    assertThat(Merge.of(List.of(kept, tool)).config().records())
        .hasSameSizeAs(kept.config().records());
  }

  @Test
  void whatWasFinalBeforeItWasMerged_isStillFound() {
    Graphs base = new Graphs();
    base.step("base", "base", base.root("a"));
    Graphs app = new Graphs();
    app.step("app", "app", app.step("base", "base", app.root("a")));
    Cache merged = Merge.of(List.of(base.cache(), app.cache()));

    Cache kept = Leaves.keep(merged, Leaves.ids(base.cache()));

    assertThat(kept.config()).isEqualTo(base.config());
    assertThat(kept.blobs()).containsOnlyKeys(Graphs.digest("base"));
  }

  @Test
  void allLeaves_leaveTheCacheAsItIs() {
    Cache cache = FixtureCaches.read("multi-platform");

    assertThat(Leaves.keep(cache, Leaves.ids(cache))).isSameAs(cache);
  }

  @Test
  void noLeaf_leavesNothing() {
    Cache kept = Leaves.keep(FixtureCaches.read("multi-platform"), Set.of());

    assertThat(kept.config().records()).isEmpty();
    assertThat(kept.blobs()).isEmpty();
  }

  @Test
  void ids_surviveMerging() {
    for (int seed = 0; seed < 300; seed++) {
      List<Cache> caches = RandomCaches.looping(new Random(seed)).caches(3);
      Cache one = Merge.of(caches.subList(0, 1));
      Cache merged = Merge.of(caches);

      Cache kept = Leaves.keep(merged, Leaves.ids(one));

      var names = new ResultNames(kept.config());
      var all = new HashSet<LeafId>();
      kept.config().records().forEach(record -> all.addAll(names.all(record)));
      assertThat(all).as("seed %d", seed).containsAll(Leaves.ids(one));
    }
  }

  @Test
  void minIsAPartOfMax() {
    for (int seed = 0; seed < 300; seed++) {
      Cache max = Merge.of(RandomCaches.looping(new Random(seed)).caches(2));
      Cache min = max.withConfig(ModeMin.reduce(max.config()));

      assertThat(CacheGraph.of(Merge.of(List.of(max, min)).config()))
          .as("seed %d", seed)
          .isEqualTo(CacheGraph.of(max.config()));
      assertThat(max.blobs()).as("seed %d", seed).containsAllEntriesOf(min.blobs());
      assertThat(new TreeSet<>(Leaves.ids(min)))
          .as("seed %d", seed)
          .isEqualTo(new TreeSet<>(Leaves.ids(max)));
    }
  }

  private static String sha256(String text) {
    return Graphs.digest(text).hex();
  }
}
