package io.github.cacheferry.inspect;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.model.ModeMin;
import io.github.cacheferry.model.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cache in numbers.
 *
 * @param shape the form of its manifest
 * @param mode whether it holds more than the layers of final results; BuildKit records no mode,
 *     this is told from the graph, and a build of one stage has the same cache in both modes
 * @param records the cache keys
 * @param steps the records that have a result, that is, the steps that can be hit
 * @param layers the nodes of the layer tree
 * @param blobs the different blobs
 * @param bytes the bytes of all blobs
 * @param oldest when the first result was made, where known
 * @param newest when the last result was made, where known
 */
public record CacheSummary(
    ManifestShape shape,
    Mode mode,
    int records,
    int steps,
    int layers,
    int blobs,
    long bytes,
    Optional<Timestamp> oldest,
    Optional<Timestamp> newest) {

  /** Which results a cache holds. */
  public enum Mode {
    /** Those of final results only, or of a build that has no others. */
    MIN("min"),
    /** Those of intermediate steps too. */
    MAX("max");

    private final String wire;

    Mode(String wire) {
      this.wire = wire;
    }

    /** The word in specs and outputs. */
    public String wire() {
      return wire;
    }
  }

  /** The summary of this cache. */
  public static CacheSummary of(Cache cache) {
    CacheConfig config = cache.config();
    List<CacheRecord> steps = config.records().stream().filter(CacheSummary::hasResult).toList();
    List<Timestamp> times = steps.stream().flatMap(CacheSummary::times).toList();
    return new CacheSummary(
        cache.shape(),
        ModeMin.reduce(config).equals(config) ? Mode.MIN : Mode.MAX,
        config.records().size(),
        steps.size(),
        config.layers().size(),
        cache.blobs().size(),
        cache.totalSize(),
        times.stream().min(Comparator.naturalOrder()),
        times.stream().max(Comparator.naturalOrder()));
  }

  /** When the last result was made, where known; costs less than the whole summary. */
  public static Optional<Timestamp> newest(CacheConfig config) {
    return config.records().stream().flatMap(CacheSummary::times).max(Comparator.naturalOrder());
  }

  private static boolean hasResult(CacheRecord record) {
    return !record.results().isEmpty() || !record.chains().isEmpty();
  }

  private static Stream<Timestamp> times(CacheRecord step) {
    return Stream.concat(
            step.results().stream().map(CacheRecord.Result::createdAt),
            step.chains().stream().map(CacheRecord.Chain::createdAt))
        .flatMap(Optional::stream)
        .filter(time -> !time.isUnknown());
  }
}
