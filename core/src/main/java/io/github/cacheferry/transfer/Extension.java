package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.graph.CacheGraph;
import io.github.cacheferry.graph.Generations;
import io.github.cacheferry.graph.Limited;
import io.github.cacheferry.graph.Merge;
import io.github.cacheferry.graph.SizeLimit;
import io.github.cacheferry.model.Contribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a target is to hold after the next round.
 *
 * @param cache the union of what it holds and what is added, as far as that is kept
 * @param isSeen whether what the target holds shows that the addition went into it
 * @param isSuperseded whether nothing of the addition is kept, since enough newer exports are there
 * @param leftOut what is left out, a sentence each
 */
record Extension(Cache cache, boolean isSeen, boolean isSuperseded, List<String> leftOut) {
  /** What becomes of the cache that is there, if there is one, by the addition. */
  static Extension of(Optional<Cache> there, Addition addition) {
    // Recorded, so that what is there counts as unknown if nothing is recorded of it.
    Cache added =
        addition
            .cache()
            .withContributions(addition.contribution().after(addition.cache().contributions()));
    Cache union = Merge.of(there.map(cache -> List.of(cache, added)).orElse(List.of(added)));
    boolean nothingNew = there.filter(cache -> isSame(cache, union)).isPresent();
    List<Contribution> recorded = there.map(Cache::contributions).orElse(List.of());
    Contribution mine = addition.contribution();
    boolean known = recorded.stream().anyMatch(export -> export.id().equals(mine.id()));
    if (nothingNew && repeats(recorded, addition)) {
      return new Extension(union.withContributions(recorded), true, false, List.of());
    }
    List<Contribution> exports = mine.after(union.contributions());
    boolean superseded =
        addition.generations().isPresent()
            && !Generations.newest(exports, addition.generations().getAsInt()).contains(mine);
    var leftOut = new ArrayList<String>();
    Cache kept =
        limited(newest(union.withContributions(exports), addition, leftOut), addition, leftOut);
    return new Extension(kept, known || nothingNew, superseded, leftOut);
  }

  /**
   * Whether the same was exported before by the same job, and still counts as one of the newest.
   */
  private static boolean repeats(List<Contribution> recorded, Addition addition) {
    Contribution mine = addition.contribution();
    List<Contribution> counting =
        addition.generations().isPresent() ? Generations.newest(recorded, 1) : recorded;
    return counting.stream().anyMatch(export -> export.repeats(mine));
  }

  private static Cache newest(Cache union, Addition addition, List<String> leftOut) {
    if (addition.generations().isEmpty()) {
      return union;
    }
    int count = addition.generations().getAsInt();
    Cache kept = Generations.keep(union, count);
    int records = union.config().records().size() - kept.config().records().size();
    if (records > 0) {
      leftOut.add(
          "left out what only exports before the newest "
              + count
              + " brought: "
              + records
              + " records");
    }
    return kept;
  }

  private static Cache limited(Cache kept, Addition addition, List<String> leftOut) {
    var shape = addition.exporter().shape(kept);
    if (shape.isEmpty()) {
      return kept;
    }
    Limited limited = SizeLimit.of(kept, shape);
    limited.warning().ifPresent(leftOut::add);
    return limited.cache();
  }

  private static boolean isSame(Cache cache, Cache union) {
    return cache.blobs().equals(union.blobs())
        && (cache.config().equals(union.config())
            || CacheGraph.of(cache.config()).equals(CacheGraph.of(union.config())));
  }
}
