package io.github.cacheferry.graph;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.ManifestShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a cache fit what BuildKit reads from registries and layouts ({@link
 * CacheDocuments#BUILDKIT_LIMIT}), by the least that helps: first without records that are of no
 * use, then with the newest result of each record only, then without its oldest leaves and all that
 * only they need.
 */
public final class SizeLimit {
  private final Cache whole;
  private final Optional<ManifestShape> shape;

  private SizeLimit(Cache whole, Optional<ManifestShape> shape) {
    this.whole = whole;
    this.shape = shape;
  }

  /**
   * The largest part of the cache that fits. If no part does, that is, if one leaf alone needs too
   * much, the cache comes back as it was.
   *
   * @param shape the shape in which it is to be written; empty for its own
   */
  public static Limited of(Cache cache, Optional<ManifestShape> shape) {
    return new SizeLimit(cache, shape).limited();
  }

  private Limited limited() {
    if (fits(whole)) {
      return Limited.unchanged(whole, true);
    }
    Cache live = Merge.of(List.of(whole));
    if (fits(live)) {
      return Limited.of(whole, live, Set.of());
    }
    Cache newest = live.withConfig(newestOnly(CacheGraph.of(live.config()).config()));
    return fits(newest) ? Limited.of(whole, newest, Set.of()) : withoutOldest(newest);
  }

  private boolean fits(Cache cache) {
    return CacheDocuments.of(cache, shape).tooLarge().isEmpty();
  }

  /** Each record with the result that BuildKit prefers: it is the last one of a graph. */
  private static CacheConfig newestOnly(CacheConfig config) {
    var records = new ArrayList<CacheRecord>(config.records().size());
    for (CacheRecord record : config.records()) {
      List<CacheRecord.Result> results = record.results();
      records.add(
          results.size() > 1
              ? record.withResults(results.subList(results.size() - 1, results.size()))
              : record);
    }
    return RecordFilter.used(new CacheConfig(config.layers(), records));
  }

  /** Looks for the fewest leaves to leave out; the fewer stay, the smaller it gets. */
  private Limited withoutOldest(Cache cache) {
    List<Integer> leaves = new ArrayList<>(cache.config().leaves());
    // The sort is stable, and the order of records follows from the graph.
    leaves.sort(
        Comparator.comparing(leaf -> ResultNames.newestTime(cache.config().records().get(leaf))));
    int tooFew = 0;
    int enough = leaves.size();
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) >>> 1;
      if (fits(without(cache, leaves, middle))) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    if (enough == leaves.size()) {
      return Limited.unchanged(whole, false);
    }
    var names = new ResultNames(cache.config());
    var left = new TreeSet<LeafId>();
    for (int leaf : leaves.subList(0, enough)) {
      names.newest(cache.config().records().get(leaf)).ifPresent(left::add);
    }
    return Limited.of(whole, without(cache, leaves, enough), left);
  }

  private static Cache without(Cache cache, List<Integer> leaves, int oldest) {
    return cache.withConfig(
        RecordFilter.keep(cache.config(), leaves.subList(oldest, leaves.size())));
  }
}
