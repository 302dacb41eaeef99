package io.github.cacheferry.graph;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.json.CacheDocuments;
import java.util.Optional;
import java.util.Set;

/**
 * A cache within BuildKit's limit, and what that took.
 *
 * @param cache what is left; the same object as before if all is
 * @param fits whether it is within the limit; if not, nothing was left out, since nothing helps
 * @param records how many records fewer it has
 * @param results how many results fewer it has
 * @param blobs how many blobs fewer it has
 * @param leaves the final results that were left out because they are the oldest
 */
public record Limited(
    Cache cache, boolean fits, int records, int results, int blobs, Set<LeafId> leaves) {
  public Limited {
    leaves = Set.copyOf(leaves);
  }

  static Limited unchanged(Cache cache, boolean fits) {
    return new Limited(cache, fits, 0, 0, 0, Set.of());
  }

  static Limited of(Cache before, Cache after, Set<LeafId> leaves) {
    return new Limited(
        after,
        true,
        before.config().records().size() - after.config().records().size(),
        before.config().results() - after.config().results(),
        before.blobs().size() - after.blobs().size(),
        leaves);
  }

  /** What was left out, or that nothing helps, in words for a warning. */
  public Optional<String> warning() {
    String limit = "BuildKit reads no cache whose config or manifest is above ";
    if (!fits) {
      return Optional.of(
          limit + CacheDocuments.BUILDKIT_LIMIT + " bytes, and a single final result needs more");
    }
    if (records + results + blobs == 0) {
      return Optional.empty();
    }
    return Optional.of(
        limit
            + CacheDocuments.BUILDKIT_LIMIT
            + " bytes; left out to get there: "
            + records
            + " records, "
            + results
            + " results, "
            + blobs
            + " blobs"
            + (leaves.isEmpty() ? "" : ", among them the " + leaves.size() + " oldest builds"));
  }
}
