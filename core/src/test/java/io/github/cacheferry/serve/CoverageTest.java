package io.github.cacheferry.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoverageTest {
  @Test
  void nothingHasNoLength() {
    assertThat(new Coverage().length()).isEmpty();
  }

  @Test
  void rangesInAnyOrderAgreeWithASetOfBytes() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var coverage = new Coverage();
      var bytes = new BitSet();
      for (int i = 0; i < 12; i++) {
        int start = random.nextInt(20);
        int end = start + 1 + random.nextInt(8);
        coverage.add(start, end);
        bytes.set(start, end);
        int length = bytes.nextClearBit(0);
        OptionalLong expected =
            length == bytes.length() ? OptionalLong.of(length) : OptionalLong.empty();
        assertThat(coverage.length()).as("seed %s", seed).isEqualTo(expected);
      }
    }
  }
}
