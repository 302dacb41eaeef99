package io.github.cacheferry.json;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.Contribution;
import java.util.List;

/**
 * What stands for a cache on a backend without manifests.
 *
 * @param config its layers have annotations
 * @param contributions the exports that went into it, as far as they were recorded
 */
public record CacheIndex(CacheConfig config, List<Contribution> contributions) {
  public CacheIndex {
    contributions = List.copyOf(contributions);
  }

  /** Whether this says what that one says, apart from when it was written. */
  public boolean repeats(CacheIndex other) {
    return config.equals(other.config) && Contribution.repeat(contributions, other.contributions);
  }
}
