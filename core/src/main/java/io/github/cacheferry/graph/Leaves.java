package io.github.cacheferry.graph;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.CacheConfig;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;

/**
 * The final results of a cache: those of the records that no other depends on. What a build exports
 * are some of them and all that they need.
 */
public final class Leaves {
  private Leaves() {}

  /** The names of the leaves' results, of each leaf the newest. */
  public static Set<LeafId> ids(Cache cache) {
    CacheConfig config = cache.config();
    var names = new ResultNames(config);
    var ids = new TreeSet<LeafId>();
    for (int leaf : config.leaves()) {
      names.newest(config.records().get(leaf)).ifPresent(ids::add);
    }
    return ids;
  }

  /**
   * The cache with the wanted results and all that is needed to reach them: their records, those
   * that these depend on, and their layers. A record that has any of the wanted results is kept
   * with all of them.
   *
   * <p>Results are looked for in all records and not in the leaves alone: what one export ended
   * with may be a step of another one after they were merged.
   *
   * @return the same object if nothing is left out
   */
  public static Cache keep(Cache cache, Set<LeafId> wanted) {
    CacheConfig config = cache.config();
    var names = new ResultNames(config);
    var kept = new ArrayList<Integer>();
    for (int i = 0; i < config.records().size(); i++) {
      if (names.all(config.records().get(i)).stream().anyMatch(wanted::contains)) {
        kept.add(i);
      }
    }
    CacheConfig smaller = RecordFilter.keep(config, kept);
    return smaller.equals(config) ? cache : cache.withConfig(smaller);
  }
}
