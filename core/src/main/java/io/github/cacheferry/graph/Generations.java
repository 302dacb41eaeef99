package io.github.cacheferry.graph;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds the growth of a cache that is merged again and again: it keeps what the newest exports
 * brought. Final results that no recorded export brought, as in a cache that BuildKit itself wrote,
 * are one generation together, the oldest. Where an export brought more of them than are recorded,
 * any of these may be its own, and none is left out.
 */
public final class Generations {
  private Generations() {}

  /**
   * The cache with what the newest exports brought, and all that is needed for it.
   *
   * @param newest of how many exports, at least one
   * @return the same object if nothing is left out
   */
  public static Cache keep(Cache cache, int newest) {
    List<Contribution> exports = cache.contributions();
    List<Contribution> kept = newest(exports, newest);
    Set<LeafId> wanted = leaves(kept);
    boolean recordedWhole =
        kept.stream().allMatch(export -> export.leaves().size() < Contribution.MOST_LEAVES);
    if (exports.size() < newest || !recordedWhole) {
      Set<LeafId> unclaimed = new HashSet<>(Leaves.ids(cache));
      unclaimed.removeAll(leaves(exports));
      wanted.addAll(unclaimed);
    }
    Cache smaller = Leaves.keep(cache, wanted);
    return kept.size() == exports.size()
        ? smaller
        : smaller.withContributions(Contribution.remembered(kept, exports));
  }

  /** The newest so many of these. */
  public static List<Contribution> newest(List<Contribution> exports, int count) {
    List<Contribution> byAge = exports.stream().sorted(Contribution.BY_AGE).toList();
    return byAge.subList(Math.max(0, byAge.size() - count), byAge.size());
  }

  private static Set<LeafId> leaves(List<Contribution> exports) {
    var leaves = new HashSet<LeafId>();
    exports.forEach(
        export ->
            export.leaves().stream()
                .filter(leaf -> leaf.length() == Digest.HEX_LENGTH)
                .map(LeafId::new)
                .forEach(leaves::add));
    return leaves;
  }
}
