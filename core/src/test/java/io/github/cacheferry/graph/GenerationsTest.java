package io.github.cacheferry.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Timestamp;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GenerationsTest {
  @Test
  void keep_leavesOutWhatOnlyOlderExportsBrought() {
    Cache cache = steps(3);
    List<String> leaves = Leaves.ids(cache).stream().map(LeafId::hex).toList();
    Cache both =
        cache.withContributions(
            List.of(export(1, leaves.subList(0, 1)), export(2, leaves.subList(1, 3))));

    assertThat(Leaves.ids(Generations.keep(both, 1)))
        .extracting(LeafId::hex)
        .containsExactlyElementsOf(leaves.subList(1, 3));
    assertThat(Generations.keep(both, 2)).isSameAs(both);
  }

  @Test
  void keep_leavesOutNothingThatAnExportOfVeryManyMayHaveBrought() {
    Cache cache = steps(Contribution.MOST_LEAVES + 10);
    List<String> recorded =
        Leaves.ids(cache).stream().map(LeafId::hex).limit(Contribution.MOST_LEAVES).toList();

    Cache kept = Generations.keep(cache.withContributions(List.of(export(1, recorded))), 1);

    assertThat(Leaves.ids(kept)).isEqualTo(Leaves.ids(cache));
  }

  private static Cache steps(int count) {
    var graph = new Graphs();
    int root = graph.root("root");
    for (int i = 0; i < count; i++) {
      graph.step("step-" + i, "blob-" + i, root);
    }
    return graph.cache();
  }

  private static Contribution export(int number, List<String> leaves) {
    return new Contribution(
        "%016x".formatted(number),
        new Timestamp("2026-01-01T00:00:%02dZ".formatted(number)),
        Optional.empty(),
        "",
        "",
        "",
        "",
        "",
        leaves);
  }
}
