package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.graph.Heal;
import io.github.cacheferry.graph.Healed;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies what is sound of a cache. Nobody is asked ahead which blobs are there: that one is not is
 * found out when it is to be read, and costs no request more.
 */
public final class LossyCopy {
  private final RunContext context;
  private final int jobs;

  /**
   * @param context the run that this is part of
   * @param jobs how many blobs move at once, at least one
   */
  public LossyCopy(RunContext context, int jobs) {
    this.context = context;
    this.jobs = jobs;
  }

  /** Copies the cache; what went wrong is in the result. A sound cache keeps its bytes. */
  public Result copy(CacheImporter importer, Cache cache, CacheExporter exporter) {
    Cache readable = Heal.of(cache, Set.of()).cache();
    var lossy = new LossyTarget(exporter, importer.describe(), cache);
    CopyResult copied =
        new CacheCopy(context, jobs).copy(importer, List.of(new Target(lossy, readable))).get(0);
    return new Result(without(copied, lossy.lost()), lossy.healed());
  }

  private static CopyResult without(CopyResult copied, int lost) {
    return new CopyResult(
        copied.target(),
        copied.status(),
        copied.published(),
        copied.blobsMoved(),
        copied.bytesMoved(),
        copied.blobsPresent() - lost,
        copied.took(),
        copied.failure(),
        copied.reason());
  }

  /**
   * What became of a cache.
   *
   * @param copy what was moved
   * @param healed what was wrong with it
   */
  public record Result(CopyResult copy, Healed healed) {
    /** A cache that was copied as it is. */
    public static Result whole(CopyResult copy, Cache cache) {
      return new Result(copy, new Healed(cache, Map.of(), 0, 0, 0, 0, 0, 0));
    }
  }
}
