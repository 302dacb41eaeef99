package io.github.cacheferry.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What BuildKit of any version expects of a cache that somebody writes. */
final class Checklist {
  private Checklist() {}

  /** Fails unless the cache obeys. */
  static void check(Cache cache, String what) throws Exception {
    CacheConfig config = cache.config();
    assertThat(ConfigJson.parse(ConfigJson.write(config), what)).as(what).isEqualTo(config);
    for (CacheLayer layer : config.layers()) {
      assertThat(cache.blobs()).as(what).containsKey(layer.blob());
    }
    Set<Digest> named = new HashSet<>();
    config.layers().forEach(layer -> named.add(layer.blob()));
    assertThat(cache.blobs().keySet()).as(what).isEqualTo(named);
    for (CacheRecord record : config.records()) {
      assertThat(record.digest()).as(what).doesNotStartWith("random:");
      assertThat(record.inputs()).as(what).noneMatch(List::isEmpty);
      assertThat(record.results())
          .as(what)
          .extracting(result -> result.createdAt().orElse(Timestamp.UNKNOWN))
          .isSorted();
    }
    for (int leaf : config.leaves()) {
      assertThat(config.records().get(leaf).results()).as(what).isNotEmpty();
    }
    assertThat(heights(config)).as(what).doesNotContain(-1);
    var graph = new LinkGraph(links(config));
    assertThat(graph.hasLoops(graph.components())).as(what).isFalse();
    oneRecordForEachIdentity(config, what);
  }

  /** Compares each with each, unlike the code under test. */
  private static void oneRecordForEachIdentity(CacheConfig config, String what) {
    List<CacheRecord> records = config.records();
    for (int i = 0; i < records.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertThat(same(records.get(i), records.get(j)))
            .as("%s: %s and %s", what, records.get(j), records.get(i))
            .isFalse();
      }
    }
  }

  private static boolean same(CacheRecord one, CacheRecord other) {
    if (!one.digest().equals(other.digest()) || one.inputs().size() != other.inputs().size()) {
      return false;
    }
    for (int i = 0; i < one.inputs().size(); i++) {
      if (one.inputs().get(i).stream().noneMatch(other.inputs().get(i)::contains)) {
        return false;
      }
    }
    return true;
  }

  private static int[] heights(CacheConfig config) {
    return new LinkGraph(links(config)).heights();
  }

  private static int[][][] links(CacheConfig config) {
    return config.records().stream()
        .map(
            record ->
                record.inputs().stream()
                    .map(inputs -> inputs.stream().mapToInt(CacheRecord.Input::link).toArray())
                    .toArray(int[][]::new))
        .toArray(int[][][]::new);
  }
}
