package io.github.cacheferry.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.testing.RandomCaches;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for merging any caches. */
class MergePropertyTest {
  private static final int RUNS = 500;

  @Test
  void merge_isCommutativeToTheByte() {
    for (int seed = 0; seed < RUNS; seed++) {
      var random = new Random(seed);
      List<Cache> caches = RandomCaches.looping(random).caches(2 + random.nextInt(3));
      var shuffled = new ArrayList<>(caches);
      Collections.shuffle(shuffled, random);

      Cache merged = Merge.of(caches);
      Cache other = Merge.of(shuffled);

      assertThat(json(other)).as("seed %d", seed).isEqualTo(json(merged));
      assertThat(other.blobs().values())
          .as("seed %d", seed)
          .containsExactlyElementsOf(merged.blobs().values());
    }
  }

  @Test
  void merge_isAssociativeWhereNothingLoops() {
    for (int seed = 0; seed < RUNS; seed++) {
      List<Cache> caches = RandomCaches.layered(new Random(seed)).caches(3);
      Cache a = caches.get(0);
      Cache b = caches.get(1);
      Cache c = caches.get(2);

      Cache all = Merge.of(caches);
      Cache left = Merge.of(List.of(Merge.of(List.of(a, b)), c));
      Cache right = Merge.of(List.of(a, Merge.of(List.of(b, c))));

      assertThat(json(left)).as("seed %d", seed).isEqualTo(json(all));
      assertThat(json(right)).as("seed %d", seed).isEqualTo(json(all));
      assertThat(RandomCaches.sorted(left)).as("seed %d", seed).isEqualTo(RandomCaches.sorted(all));
    }
  }

  @Test
  void merge_isIdempotent() {
    for (int seed = 0; seed < RUNS; seed++) {
      Cache merged = Merge.of(RandomCaches.looping(new Random(seed)).caches(2));

      assertThat(Merge.of(List.of(merged))).as("seed %d", seed).isSameAs(merged);
      assertThat(Merge.of(List.of(merged, merged))).as("seed %d", seed).isSameAs(merged);
    }
  }

  @Test
  void merge_withAPartChangesNothing() {
    for (int seed = 0; seed < RUNS; seed++) {
      List<Cache> caches = RandomCaches.layered(new Random(seed)).caches(2);
      Cache merged = Merge.of(caches);

      assertThat(json(Merge.of(List.of(caches.get(0), merged))))
          .as("seed %d", seed)
          .isEqualTo(json(merged));
    }
  }

  @Test
  void merge_obeysTheChecklist() throws Exception {
    for (int seed = 0; seed < RUNS; seed++) {
      Cache merged = Merge.of(RandomCaches.looping(new Random(seed)).caches(3));

      Checklist.check(merged, "seed " + seed);
    }
  }

  static String json(Cache cache) {
    return new String(ConfigJson.write(cache.config()), StandardCharsets.UTF_8);
  }
}
