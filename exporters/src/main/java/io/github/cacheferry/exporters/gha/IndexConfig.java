package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerMetadata;
import io.github.cacheferry.model.ResultFilter;
import java.util.List;

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
    int lost = results(cache.config()) - results(known);
    if (lost > 0) {
      listener.warned(
          lost
              + " results are left out: their layers have no diffID, without which BuildKit reads no gha cache");
    }
    return new CacheIndex(LayerMetadata.annotated(known, cache.blobs()), cache.contributions());
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

  private static int results(CacheConfig config) {
    return config.records().stream().mapToInt(r -> r.results().size() + r.chains().size()).sum();
  }
}
