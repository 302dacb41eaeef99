package io.github.cacheferry.testing;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes caches that have much in common: few different keys, blobs and times. They may hold
 * duplicates, dead records and results whose blobs no manifest lists.
 */
public final class RandomCaches {
  private static final Instant START = Instant.parse("2026-11-21T08:45:10.120Z");

  private final Random random;
  private final boolean loops;

  /** Caches that stay without loops however they are merged. */
  public static RandomCaches layered(Random random) {
    return new RandomCaches(random, false);
  }

  /** Caches of steps that resemble each other, which can make loops when merged. */
  public static RandomCaches looping(Random random) {
    return new RandomCaches(random, true);
  }

  private RandomCaches(Random random, boolean loops) {
    this.random = random;
    this.loops = loops;
  }

  /** So many caches. */
  public List<Cache> caches(int count) {
    var caches = new ArrayList<Cache>();
    for (int i = 0; i < count; i++) {
      caches.add(cache());
    }
    return caches;
  }

  /** The next cache. */
  public Cache cache() {
    List<CacheLayer> layers = layers();
    var config = new CacheConfig(layers, records(layers.size()));
    var blobs = new LinkedHashMap<Digest, Descriptor>();
    for (CacheLayer layer : layers) {
      if (random.nextInt(12) > 0) {
        blobs.computeIfAbsent(layer.blob(), this::descriptor);
      }
    }
    return Cache.made(config, blobs, "test " + random.nextInt(100));
  }

  private List<CacheLayer> layers() {
    var layers = new ArrayList<CacheLayer>();
    int count = random.nextInt(10);
    for (int i = 0; i < count; i++) {
      layers.add(
          CacheLayer.of(
              Digest.of(new byte[] {(byte) random.nextInt(8)}), random.nextInt(i + 1) - 1));
    }
    return layers;
  }

  private Descriptor descriptor(Digest blob) {
    var annotations = new TreeMap<String, String>();
    annotations.put(Descriptor.UNCOMPRESSED, blob.toString());
    if (random.nextBoolean()) {
      annotations.put(Descriptor.CREATED_AT, time().text());
    }
    return new Descriptor(
        "application/vnd.oci.image.layer.v1.tar+gzip", blob, blob.hex().charAt(0), annotations);
  }

  private List<CacheRecord> records(int layers) {
    var records = new ArrayList<CacheRecord>();
    var levels = new ArrayList<Integer>();
    int roots = 1 + random.nextInt(4);
    int count = roots + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      int level = i < roots ? 0 : 1 + random.nextInt(4);
      levels.add(level);
      records.add(record(i, level, levels, layers));
    }
    return records;
  }

  private CacheRecord record(int at, int level, List<Integer> levels, int layers) {
    var inputs = new ArrayList<List<CacheRecord.Input>>();
    int kind = random.nextInt(2);
    String digest = level == 0 ? "root" + random.nextInt(4) : "op" + (loops ? "" : level) + kind;
    if (level > 0) {
      for (int i = 0; i <= kind; i++) {
        inputs.add(alternatives(at, level, levels));
      }
    }
    var results = new ArrayList<CacheRecord.Result>();
    if (layers > 0 && level > 0) {
      for (int i = random.nextInt(3); i > 0; i--) {
        results.add(new CacheRecord.Result(random.nextInt(layers), someTime()));
      }
    }
    var chains = new ArrayList<CacheRecord.Chain>();
    if (layers > 0 && random.nextInt(8) == 0) {
      chains.add(
          new CacheRecord.Chain(
              List.of(random.nextInt(layers), random.nextInt(layers)), someTime()));
    }
    return new CacheRecord(results, chains, digest, inputs);
  }

  private List<CacheRecord.Input> alternatives(int at, int level, List<Integer> levels) {
    var inputs = new ArrayList<CacheRecord.Input>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int link = random.nextInt(at);
      while (!loops && levels.get(link) >= level) {
        link = random.nextInt(at);
      }
      inputs.add(new CacheRecord.Input(random.nextInt(4) == 0 ? "part" : "", link));
    }
    return inputs;
  }

  private Optional<Timestamp> someTime() {
    return random.nextInt(6) == 0 ? Optional.empty() : Optional.of(time());
  }

  private Timestamp time() {
    if (random.nextInt(6) == 0) {
      return new Timestamp("2026-11-21T14:15:10.120+05:30"); // the same instant, another text
    }
    return Timestamp.of(START.plusSeconds(random.nextInt(4)));
  }

  /** The descriptors of a cache, by digest, for comparing without regard to their order. */
  public static Map<Digest, Descriptor> sorted(Cache cache) {
    return new TreeMap<>(cache.blobs());
  }
}
