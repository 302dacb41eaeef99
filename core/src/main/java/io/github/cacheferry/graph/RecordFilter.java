package io.github.cacheferry.graph;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Takes some records of a config with all that they need: the records they link to, and the layers
 * of their results. The order of what stays is kept.
 */
final class RecordFilter {
  private final CacheConfig from;
  private final boolean[] records;
  private final boolean[] layers;

  private RecordFilter(CacheConfig from) {
    this.from = from;
    this.records = new boolean[from.records().size()];
    this.layers = new boolean[from.layers().size()];
  }

  /** The config of these records and what they need; the same object if that is all. */
  static CacheConfig keep(CacheConfig config, List<Integer> wanted) {
    var filter = new RecordFilter(config);
    filter.mark(wanted);
    return filter.isAll() ? config : filter.config();
  }

  /** The config without the layers that no result needs. */
  static CacheConfig used(CacheConfig config) {
    var filter = new RecordFilter(config);
    filter.mark(IntStream.range(0, config.records().size()).boxed().toList());
    return filter.config();
  }

  private void mark(List<Integer> wanted) {
    int[] queue = new int[records.length];
    int end = 0;
    for (int record : wanted) {
      if (!records[record]) {
        records[record] = true;
        queue[end++] = record;
      }
    }
    for (int next = 0; next < end; next++) {
      CacheRecord record = from.records().get(queue[next]);
      record.results().forEach(result -> use(result.layer()));
      record.chains().forEach(chain -> chain.layers().forEach(this::use));
      for (List<CacheRecord.Input> alternatives : record.inputs()) {
        for (CacheRecord.Input input : alternatives) {
          if (!records[input.link()]) {
            records[input.link()] = true;
            queue[end++] = input.link();
          }
        }
      }
    }
  }

  private void use(int layer) {
    for (int at = layer; at != CacheLayer.NO_PARENT && !layers[at]; ) {
      layers[at] = true;
      at = from.layers().get(at).parent();
    }
  }

  private boolean isAll() {
    for (boolean kept : records) {
      if (!kept) {
        return false;
      }
    }
    return true;
  }

  private CacheConfig config() {
    int[] newRecords = places(records);
    int[] newLayers = places(layers);
    var keptLayers = new ArrayList<CacheLayer>();
    for (int i = 0; i < layers.length; i++) {
      if (layers[i]) {
        CacheLayer layer = from.layers().get(i);
        keptLayers.add(
            layer.parent() == CacheLayer.NO_PARENT
                ? layer
                : layer.withParent(newLayers[layer.parent()]));
      }
    }
    var keptRecords = new ArrayList<CacheRecord>();
    for (int i = 0; i < records.length; i++) {
      if (records[i]) {
        keptRecords.add(move(from.records().get(i), newRecords, newLayers));
      }
    }
    return new CacheConfig(keptLayers, keptRecords);
  }

  private static int[] places(boolean[] kept) {
    int[] places = new int[kept.length];
    Arrays.fill(places, CacheLayer.NO_PARENT);
    int next = 0;
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]) {
        places[i] = next++;
      }
    }
    return places;
  }

  private static CacheRecord move(CacheRecord record, int[] records, int[] layers) {
    var inputs =
        record.inputs().stream()
            .map(
                alternatives ->
                    alternatives.stream()
                        .map(
                            input -> new CacheRecord.Input(input.selector(), records[input.link()]))
                        .toList())
            .toList();
    CacheRecord moved = record.withLayersAt(layers);
    return new CacheRecord(moved.results(), moved.chains(), moved.digest(), inputs);
  }
}
