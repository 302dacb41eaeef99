package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerMetadata;
import io.github.cacheferry.model.ResultFilter;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** What an index entry holds. */
final class IndexConfig {
  private IndexConfig() {}

  /**
   * The cache's config with its layers' metadata. BuildKit refuses a whole index for one layer
   * without a diffID, where it would rebuild one step of a cache with a manifest: so results that
   * need such a layer are left out, and told.
   */
  static CacheIndex of(Cache cache, TransferListener listener) {
    CacheConfig known = ResultFilter.keep(cache.config(), chain -> isKnown(cache, chain));
    int lost = cache.config().results() - known.results();
    if (lost > 0) {
      listener.warned(
          lost
              + " results are left out: their layers have no diffID, without which BuildKit reads no gha cache");
    }
    return new CacheIndex(LayerMetadata.annotated(known, cache.blobs()), cache.contributions());
  }

  /**
   * The config without the results that need one of these blobs, which have no entry.
   *
   * @throws CacheException.Unavailable if no result would be left: what was saved before is worth
   *     more than that
   */
  static CacheIndex without(Set<Digest> unfinished, CacheIndex index, TransferListener listener)
      throws CacheException.Unavailable {
    if (unfinished.isEmpty()) {
      return index;
    }
    CacheConfig config = index.config();
    CacheConfig left = ResultFilter.keep(config, chain -> Collections.disjoint(chain, unfinished));
    String why =
        "the keys of "
            + unfinished.size()
            + " blobs are reserved and not finished, by a job that died or by a request whose"
            + " answer was lost; GitHub frees them after a day";
    int lost = config.results() - left.results();
    if (lost > 0 && left.results() == 0) {
      throw new CacheException.Unavailable(
          new Problem(
              "write the index",
              "Actions cache service",
              why,
              "Every result needs one of them: use another scope= until then, or pack=true."));
    }
    if (lost > 0) {
      listener.warned(lost + " results are left out: " + why);
    }
    return new CacheIndex(left, index.contributions());
  }

  private static boolean isKnown(Cache cache, List<Digest> chain) {
    for (Digest digest : chain) {
      Descriptor blob = cache.blobs().get(digest);
      if (blob == null || blob.diffId().isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
