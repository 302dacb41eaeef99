package io.github.cacheferry.model;

import java.util.HashSet;
import java.util.Set;

/**
 * Turns a {@code mode=max} config into the {@code mode=min} one of the same build: all records
 * stay, and of the results those whose layers are all part of a final result. For BuildKit's own
 * caches this gives its own bytes.
 *
 * <p>A result need not be a prefix of the final chain: what {@code COPY --link} made is a chain of
 * its own.
 */
public final class ModeMin {
  private ModeMin() {}

  /** The reduced config; an equal one if there was nothing to leave out. */
  public static CacheConfig reduce(CacheConfig max) {
    Set<Digest> finalBlobs = finalBlobs(max);
    return ResultFilter.keep(max, finalBlobs::containsAll);
  }

  private static Set<Digest> finalBlobs(CacheConfig config) {
    var blobs = new HashSet<Digest>();
    for (int at : config.leaves()) {
      CacheRecord leaf = config.records().get(at);
      leaf.results().forEach(result -> blobs.addAll(config.chain(result.layer())));
      leaf.chains().forEach(chain -> blobs.addAll(config.chain(chain)));
    }
    return blobs;
  }
}
