package io.github.cacheferry.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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
  private final CacheConfig max;

  private ModeMin(CacheConfig max) {
    this.max = max;
  }

  /** The reduced config; an equal one if there was nothing to leave out. */
  public static CacheConfig reduce(CacheConfig max) {
    return new ModeMin(max).reduce();
  }

  private CacheConfig reduce() {
    Set<Digest> finalBlobs = finalBlobs();
    var records = new ArrayList<CacheRecord>(max.records().size());
    boolean[] used = new boolean[max.layers().size()];
    for (CacheRecord record : max.records()) {
      var results =
          record.results().stream()
              .filter(result -> finalBlobs.containsAll(max.chain(result.layer())))
              .toList();
      var chains =
          record.chains().stream()
              .filter(chain -> finalBlobs.containsAll(max.chain(chain)))
              .toList();
      results.forEach(result -> markChain(used, result.layer()));
      chains.forEach(chain -> chain.layers().forEach(layer -> used[layer] = true));
      records.add(new CacheRecord(results, chains, record.digest(), record.inputs()));
    }
    return renumber(records, used);
  }

  private Set<Digest> finalBlobs() {
    var blobs = new HashSet<Digest>();
    for (CacheRecord leaf : leaves(max)) {
      leaf.results().forEach(result -> blobs.addAll(max.chain(result.layer())));
      leaf.chains().forEach(chain -> blobs.addAll(max.chain(chain)));
    }
    return blobs;
  }

  /** The records to which no other links: the keys of final results. */
  static List<CacheRecord> leaves(CacheConfig config) {
    boolean[] linked = new boolean[config.records().size()];
    for (CacheRecord record : config.records()) {
      record.inputs().forEach(inputs -> inputs.forEach(input -> linked[input.link()] = true));
    }
    var leaves = new ArrayList<CacheRecord>();
    for (int i = 0; i < linked.length; i++) {
      if (!linked[i]) {
        leaves.add(config.records().get(i));
      }
    }
    return leaves;
  }

  private void markChain(boolean[] used, int layer) {
    for (int at = layer; at != CacheLayer.NO_PARENT; at = max.layers().get(at).parent()) {
      used[at] = true;
    }
  }

  /**
   * Leaves out the layers that nothing uses, and lets all indices follow. A chain result's layers
   * may lack parents.
   */
  private CacheConfig renumber(List<CacheRecord> records, boolean[] used) {
    int[] places = new int[used.length];
    Arrays.fill(places, CacheLayer.NO_PARENT);
    int next = 0;
    for (int i = 0; i < used.length; i++) {
      if (used[i]) {
        places[i] = next++;
      }
    }
    var layers = new ArrayList<CacheLayer>(next);
    for (int i = 0; i < used.length; i++) {
      if (used[i]) {
        CacheLayer layer = max.layers().get(i);
        int parent = layer.parent();
        layers.add(layer.withParent(parent == CacheLayer.NO_PARENT ? parent : places[parent]));
      }
    }
    return new CacheConfig(layers, records.stream().map(record -> move(record, places)).toList());
  }

  private static CacheRecord move(CacheRecord record, int[] places) {
    var results =
        record.results().stream()
            .map(result -> new CacheRecord.Result(places[result.layer()], result.createdAt()))
            .toList();
    var chains =
        record.chains().stream()
            .map(
                chain ->
                    new CacheRecord.Chain(
                        chain.layers().stream().map(layer -> places[layer]).toList(),
                        chain.createdAt()))
            .toList();
    return new CacheRecord(results, chains, record.digest(), record.inputs());
  }
}
