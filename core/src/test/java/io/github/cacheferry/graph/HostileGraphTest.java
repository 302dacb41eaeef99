package io.github.cacheferry.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Graphs that nobody's build makes. */
@Timeout(120)
class HostileGraphTest {
  private static final int MANY = 50_000;

  @Test
  void aDeepGraph_overflowsNoStack() {
    Graphs graph = new Graphs();
    int at = graph.root("a");
    int layer = CacheLayer.NO_PARENT;
    for (int i = 0; i < MANY; i++) {
      layer = graph.layer("blob", layer);
      at = step(graph, "same", layer, at);
    }
    Cache cache = graph.cache();

    assertThat(Merge.of(List.of(cache, cache)).config().records()).hasSize(MANY + 1);
    assertThat(Heal.of(cache, Set.of()).cache()).isSameAs(cache);
    assertThat(Leaves.keep(cache, Leaves.ids(cache))).isSameAs(cache);
    assertThat(SizeLimit.of(cache, Optional.empty()).fits()).isFalse();
  }

  @Test
  void aLongLoop_isBroken() {
    Graphs graph = new Graphs();
    int root = graph.root("a");
    int layer = graph.layer("blob", CacheLayer.NO_PARENT);
    for (int i = 0; i < MANY; i++) {
      int before = i == 0 ? MANY : root + i;
      graph.add(
          new CacheRecord(
              List.of(graph.result(layer)),
              List.of(),
              "op" + i,
              List.of(
                  i == 0
                      ? List.of(new CacheRecord.Input("", root), new CacheRecord.Input("", before))
                      : List.of(new CacheRecord.Input("", before)))));
    }

    Healed healed = Heal.of(graph.cache(), Set.of());

    assertThat(healed.links()).isEqualTo(1);
    assertThat(healed.cache().config().records()).hasSize(MANY + 1);
  }

  @Test
  void manyDoubles_becomeOne() {
    Graphs graph = new Graphs();
    int layer = graph.layer("blob", CacheLayer.NO_PARENT);
    int root = graph.root("a");
    for (int i = 0; i < MANY / 2; i++) {
      step(graph, "under", layer, step(graph, "op", layer, root));
    }

    assertThat(Merge.of(List.of(graph.cache())).config().records()).hasSize(3);
  }

  @Test
  void manyRecordsOfOneKeyOnOneBase_areToldApart() {
    Graphs graph = new Graphs();
    int layer = graph.layer("blob", CacheLayer.NO_PARENT);
    int base = graph.root("base");
    for (int i = 0; i < MANY / 2; i++) {
      int content = graph.root("content" + i);
      graph.add(
          new CacheRecord(
              List.of(graph.result(layer)),
              List.of(),
              "copy",
              List.of(
                  List.of(new CacheRecord.Input("", base)),
                  List.of(new CacheRecord.Input("", content)))));
    }
    Cache cache = graph.cache();

    assertThat(Merge.of(List.of(cache))).isSameAs(cache);
  }

  @Test
  void aRecordWithManyAlternatives_takesAllInThatHaveOneOfThem() {
    Graphs graph = new Graphs();
    int layer = graph.layer("blob", CacheLayer.NO_PARENT);
    var all = new ArrayList<CacheRecord.Input>();
    for (int i = 0; i < MANY / 2; i++) {
      int root = graph.root("root" + i);
      all.add(new CacheRecord.Input("", root));
      step(graph, "op", layer, root);
    }
    graph.add(new CacheRecord(List.of(graph.result(layer)), List.of(), "op", List.of(all)));

    assertThat(Merge.of(List.of(graph.cache())).config().records()).hasSize(MANY / 2 + 1);
  }

  private static int step(Graphs graph, String digest, int layer, int input) {
    return graph.add(
        new CacheRecord(
            List.of(graph.result(layer)),
            List.of(),
            digest,
            List.of(List.of(new CacheRecord.Input("", input)))));
  }
}
