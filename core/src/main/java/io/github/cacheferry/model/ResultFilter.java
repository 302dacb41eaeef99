package io.github.cacheferry.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Leaves results out of a config. All records stay, since keys are matched along those without a
 * result too; layers that no result needs any more go, and all indices follow. The order of what
 * stays is kept, so that the outcome depends on the config alone.
 */
public final class ResultFilter {
  private final CacheConfig from;
  private final boolean[] used;

  private ResultFilter(CacheConfig from) {
    this.from = from;
    this.used = new boolean[from.layers().size()];
  }

  /**
   * The config with the results that pass; an equal one if all do.
   *
   * @param wanted told the blobs of a result's chain, bottom first
   */
  public static CacheConfig keep(CacheConfig config, Predicate<List<Digest>> wanted) {
    return new ResultFilter(config).keep(wanted);
  }

  private CacheConfig keep(Predicate<List<Digest>> wanted) {
    var records = new ArrayList<CacheRecord>(from.records().size());
    for (CacheRecord record : from.records()) {
      var results =
          record.results().stream()
              .filter(result -> wanted.test(from.chain(result.layer())))
              .toList();
      var chains =
          record.chains().stream().filter(chain -> wanted.test(from.chain(chain))).toList();
      results.forEach(result -> use(result.layer()));
      chains.forEach(chain -> chain.layers().forEach(this::use));
      records.add(new CacheRecord(results, chains, record.digest(), record.inputs()));
    }
    return renumber(records);
  }

  private void use(int layer) {
    for (int at = layer; at != CacheLayer.NO_PARENT; at = from.layers().get(at).parent()) {
      used[at] = true;
    }
  }

  private CacheConfig renumber(List<CacheRecord> records) {
    int[] places = new int[used.length];
    Arrays.fill(places, CacheLayer.NO_PARENT);
    var layers = new ArrayList<CacheLayer>();
    for (int i = 0; i < used.length; i++) {
      if (used[i]) {
        places[i] = layers.size();
        layers.add(from.layers().get(i));
      }
    }
    layers.replaceAll(
        layer ->
            layer.parent() == CacheLayer.NO_PARENT
                ? layer
                : layer.withParent(places[layer.parent()]));
    return new CacheConfig(
        layers, records.stream().map(record -> record.withLayersAt(places)).toList());
  }
}
