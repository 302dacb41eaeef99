package io.github.cacheferry.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a cache together, record by record; a blob is named by a word. */
final class Graphs {
  private final List<CacheLayer> layers = new ArrayList<>();
  private final List<CacheRecord> records = new ArrayList<>();
  private final Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
  private Timestamp made = new Timestamp("2026-11-21T08:00:00Z");

  /** From now on results were made at this time. */
  Graphs made(Timestamp at) {
    made = at;
    return this;
  }

  int root(String digest) {
    return add(new CacheRecord(List.of(), List.of(), digest, List.of()));
  }

  /** A record of one input without alternatives. */
  int step(String digest, String blob, int input) {
    return record(digest, blob, List.of(input));
  }

  /** A record of one input with these alternatives; its result is one layer, none if "". */
  int record(String digest, String blob, List<Integer> alternatives) {
    return add(digest, blob, List.of(alternatives));
  }

  /** A record of two inputs. */
  int record(String digest, String blob, List<Integer> first, List<Integer> second) {
    return add(digest, blob, List.of(first, second));
  }

  private int add(String digest, String blob, List<List<Integer>> inputs) {
    return add(
        new CacheRecord(
            blob.isEmpty() ? List.of() : List.of(result(layer(blob, CacheLayer.NO_PARENT))),
            List.of(),
            digest,
            inputs.stream()
                .map(i -> i.stream().map(link -> new CacheRecord.Input("", link)).toList())
                .toList()));
  }

  int add(CacheRecord record) {
    records.add(record);
    return records.size() - 1;
  }

  CacheRecord.Result result(int layer) {
    return new CacheRecord.Result(layer, Optional.of(made));
  }

  int layer(String blob, int parent) {
    Digest digest = digest(blob);
    blobs.put(
        digest,
        Descriptor.of("application/vnd.oci.image.layer.v1.tar+gzip", digest, blob.length())
            .withAnnotations(Map.of(Descriptor.UNCOMPRESSED, digest.toString())));
    layers.add(CacheLayer.of(digest, parent));
    return layers.size() - 1;
  }

  static Digest digest(String blob) {
    return Digest.of(blob.getBytes(UTF_8));
  }

  CacheConfig config() {
    return new CacheConfig(layers, records);
  }

  Cache cache() {
    return Cache.made(config(), blobs, "test");
  }

  /** The cache with this blob's descriptor changed. */
  Cache with(Descriptor blob) {
    var changed = new LinkedHashMap<>(blobs);
    changed.put(blob.digest(), blob);
    return Cache.made(config(), changed, "test");
  }

  Descriptor descriptor(String blob) {
    return cache().blobs().get(digest(blob));
  }

  /** The cache without this blob's descriptor. */
  Cache without(String blob) {
    var others = new LinkedHashMap<>(blobs);
    others.remove(digest(blob));
    return Cache.made(config(), others, "test");
  }
}
