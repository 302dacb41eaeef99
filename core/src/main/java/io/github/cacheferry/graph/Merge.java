package io.github.cacheferry.graph;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes one cache of several: whatever one of them gives a hit for, the merged one does. It is more
 * than all of them side by side, of which BuildKit since 0.25 loses hits when they have keys in
 * common.
 *
 * <p>Keys are the same by BuildKit's own rules ({@link GraphUnion}); each comes out once, with all
 * its results. The outcome depends on the caches alone and not on their order, to the byte.
 */
public final class Merge {
  private Merge() {}

  /**
   * The union of the caches and of the exports that went into them. Results that need a blob of
   * which their cache does not know anything are left out, and so is what BuildKit refuses to
   * import. What is wrong with blobs or their descriptors is not looked at; {@link Heal} does.
   *
   * @return the same cache if there is one only, or if one already holds all that the others do and
   *     needs no change
   */
  public static Cache of(List<Cache> caches) {
    var union = new GraphUnion();
    var sources = new ArrayList<Map<Digest, Descriptor>>(caches.size());
    for (Cache cache : caches) {
      Map<Digest, Descriptor> blobs = Blobs.of(cache);
      var sound = new SoundRecords(cache.config(), blobs::containsKey);
      blobs.keySet().retainAll(sound.needed());
      sources.add(blobs);
      union.add(cache.config(), sound);
    }
    CacheConfig merged = union.settle();
    Map<Digest, Descriptor> blobs = Blobs.named(merged, Blobs.richest(sources));
    Cache all =
        caches.stream()
            .filter(cache -> isAll(cache, merged, blobs))
            .min(Comparator.comparing(Merge::bytes))
            .orElseGet(() -> made(caches, merged, blobs));
    List<Contribution> contributions = contributions(caches);
    return all.contributions().equals(contributions) ? all : all.withContributions(contributions);
  }

  /** The exports that went into any of them, each once. */
  private static List<Contribution> contributions(List<Cache> caches) {
    var byId = new TreeMap<String, Contribution>();
    boolean recorded = caches.stream().anyMatch(cache -> !cache.contributions().isEmpty());
    for (Cache cache : caches) {
      List<Contribution> exports = cache.contributions();
      if (recorded && exports.isEmpty() && !cache.config().records().isEmpty()) {
        exports = List.of(unknown(cache)); // who wrote it must not be known by who wrote the others
      }
      exports.forEach(export -> byId.merge(export.id(), export, Merge::first));
    }
    return byId.values().stream().sorted(Contribution.BY_AGE).toList();
  }

  /** An export of which nothing is known but what it brought. */
  private static Contribution unknown(Cache cache) {
    List<String> leaves =
        Leaves.ids(cache).stream().map(LeafId::hex).limit(Contribution.MOST_LEAVES).toList();
    String id =
        Digest.of(String.join(" ", leaves).getBytes(StandardCharsets.US_ASCII))
            .hex()
            .substring(0, Contribution.ID_DIGITS);
    return new Contribution(id, Timestamp.UNKNOWN, Optional.empty(), "", "", "", "", "", leaves);
  }

  /** Ids are unique; where somebody has copied one, the choice must not depend on the order. */
  private static Contribution first(Contribution one, Contribution other) {
    return one.toString().compareTo(other.toString()) <= 0 ? one : other;
  }

  /** Whether the cache says all this and nothing else. */
  private static boolean isAll(Cache cache, CacheConfig merged, Map<Digest, Descriptor> blobs) {
    CacheConfig config = cache.config();
    return config.records().size() == merged.records().size()
        && config.layers().size() == merged.layers().size()
        && cache.blobs().equals(blobs)
        && CacheGraph.of(config).config().equals(merged);
  }

  /** What tells caches apart that hold the same and were written in another order. */
  private static String bytes(Cache cache) {
    return cache
            .manifestDocument()
            .map(manifest -> manifest.descriptor().digest().hex())
            .orElse("~")
        + cache.config();
  }

  private static Cache made(List<Cache> caches, CacheConfig merged, Map<Digest, Descriptor> blobs) {
    if (caches.size() == 1) {
      return caches.get(0).changed(merged, blobs);
    }
    String origins =
        caches.stream().map(Cache::origin).distinct().sorted().collect(Collectors.joining(" + "));
    return Cache.made(merged, blobs, origins);
  }
}
