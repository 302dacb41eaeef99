package io.github.cacheferry.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepOrderTest {
  /** A record whose inputs are these records. */
  private static CacheRecord record(int... inputs) {
    List<List<CacheRecord.Input>> links =
        Arrays.stream(inputs).mapToObj(link -> List.of(new CacheRecord.Input("", link))).toList();
    return new CacheRecord(List.of(), List.of(), "d", links);
  }

  private static List<String> order(CacheRecord... records) {
    return StepOrder.of(new CacheConfig(List.of(), List.of(records))).stream()
        .map(place -> "  ".repeat(place.depth()) + place.record() + (place.leaf() ? " final" : ""))
        .toList();
  }

  @Test
  void aLineOfStepsGoesStraightDown() {
    assertThat(order(record(), record(0), record(1), record(2)))
        .containsExactly("3 final", "2", "1", "  0");
  }

  @Test
  void otherInputsAreSetIn() {
    // 4 copies from 3 into what 1 made of the source 0
    assertThat(order(record(), record(0), record(), record(2), record(1, 3)))
        .containsExactly("4 final", "  3", "    2", "1", "  0");
  }

  @Test
  void aSharedStepStandsOnceOnTheMainLine() {
    // 1 is below both 2 and 3, and 4 needs both
    assertThat(order(record(), record(0), record(1), record(1), record(2, 3)))
        .containsExactly("4 final", "  3", "  1", "    0", "2");
  }

  @Test
  void loopsAndDeepChainsEnd() {
    assertThat(order(record(1), record(0))).containsExactlyInAnyOrder("0", "1");
    var chain = new ArrayList<CacheRecord>(List.of(record()));
    for (int i = 0; i < 50_000; i++) {
      chain.add(record(i));
    }
    assertThat(StepOrder.of(new CacheConfig(List.of(), chain))).hasSize(50_001);
  }
}
