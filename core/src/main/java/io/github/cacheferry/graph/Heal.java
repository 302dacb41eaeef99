package io.github.cacheferry.graph;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes out of a cache what would make BuildKit refuse it as a whole, fail a build or build a step
 * again: results that need a blob that is not there, is not listed, or is not described well enough
 * to be unpacked; records that BuildKit refuses; doubles, of which BuildKit before 0.25 sees one
 * only. All else stays.
 */
public final class Heal {
  private Heal() {}

  /**
   * The sound part of the cache.
   *
   * @param bad blobs that the backend does not hold, or not as they should be
   */
  public static Healed of(Cache cache, Set<Digest> bad) {
    Map<Digest, Descriptor> blobs = Blobs.of(cache);
    Map<Digest, String> unusable = unusable(cache, blobs, bad);
    var sound = new SoundRecords(cache.config(), blob -> !unusable.containsKey(blob));
    Set<Digest> needed = sound.needed();
    int times = removeUnreadableTimes(blobs, needed);
    var union = new GraphUnion();
    union.add(cache.config(), sound);
    CacheConfig config = union.settle();
    if (sound.brokenResults() == 0) {
      // Such a blob is listed, and no result needs it: it harms only whoever copies it.
      unusable.keySet().retainAll(cache.blobs().keySet());
      unusable.keySet().retainAll(bad);
    }
    var healed =
        new Healed(
            cache.changed(config, Blobs.named(config, blobs)),
            unusable,
            sound.brokenResults(),
            sound.lostSteps(),
            sound.ungrounded(),
            union.doubles(),
            union.brokenLinks(),
            times);
    return healed.isChanged() ? healed : new Healed(cache, Map.of(), 0, 0, 0, 0, 0, 0);
  }

  private static Map<Digest, String> unusable(
      Cache cache, Map<Digest, Descriptor> blobs, Set<Digest> bad) {
    var unusable = new TreeMap<Digest, String>();
    for (CacheLayer layer : cache.config().layers()) {
      reason(Optional.ofNullable(blobs.get(layer.blob())), bad.contains(layer.blob()))
          .ifPresent(why -> unusable.put(layer.blob(), why));
    }
    for (Digest listed : cache.blobs().keySet()) {
      if (bad.contains(listed)) {
        unusable.putIfAbsent(listed, "is missing or damaged");
      }
    }
    return unusable;
  }

  private static Optional<String> reason(Optional<Descriptor> blob, boolean bad) {
    if (bad) {
      return Optional.of("is missing or damaged");
    }
    if (blob.isEmpty()) {
      return Optional.of("is not listed");
    }
    if (blob.get().mediaType().isEmpty()) {
      return Optional.of("has no media type");
    }
    return blob.get().diffId().isEmpty() ? Optional.of("has no valid diffID") : Optional.empty();
  }

  /** BuildKit loads a layer without a time, and none whose time it cannot read. */
  private static int removeUnreadableTimes(Map<Digest, Descriptor> blobs, Set<Digest> needed) {
    int removed = 0;
    for (Digest digest : needed) {
      Descriptor blob = blobs.get(digest);
      if (blob != null
          && blob.annotations().containsKey(Descriptor.CREATED_AT)
          && Blobs.time(blob).isEmpty()) {
        var annotations = new LinkedHashMap<>(blob.annotations());
        annotations.remove(Descriptor.CREATED_AT);
        blobs.put(digest, blob.withAnnotations(annotations));
        removed++;
      }
    }
    return removed;
  }
}
