package io.github.cacheferry.graph;

import io.github.cacheferry.graph.Item.Made;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes items as a config, in an order that depends on the graph alone: BuildKit's own, and where
 * that leaves a choice the order of what the records depend on. A record's results go from oldest
 * to newest, since BuildKit before 0.25 takes the last one.
 */
final class Emission {
  private final List<Item> items;
  private final ChainTree chains;
  private final int[] ranks;
  private final int[] layers;

  private Emission(List<Item> items, ChainTree chains) {
    this.items = items;
    this.chains = chains;
    this.ranks = chains.ranks();
    this.layers = new int[chains.size()];
  }

  /** The config of items that have no loops. */
  static CacheConfig of(List<Item> items, ChainTree chains) {
    return new Emission(items, chains).config();
  }

  private CacheConfig config() {
    List<CacheLayer> tree = layers();
    List<OrderedItem> order = OrderedItem.all(items);
    order.sort(OrderedItem::compareAsBuildKit);
    for (int i = 0; i < order.size(); i++) {
      order.get(i).index = i;
    }
    return new CacheConfig(tree, order.stream().map(this::record).toList());
  }

  /** The layers that are of use; fills in where each node of the tree went. */
  private List<CacheLayer> layers() {
    boolean[] used = new boolean[layers.length];
    for (Item item : items) {
      for (Made made : item.results().keySet()) {
        for (int at = made.chain();
            at != CacheLayer.NO_PARENT && !used[at];
            at = chains.parent(at)) {
          used[at] = true;
        }
      }
    }
    int[] order =
        IntStream.range(0, used.length)
            .filter(node -> used[node])
            .boxed()
            .sorted(
                Comparator.comparing((Integer node) -> chains.blob(node))
                    .thenComparing(node -> chains.depth(node))
                    .thenComparing(node -> ranks[node]))
            .mapToInt(Integer::intValue)
            .toArray();
    Arrays.fill(layers, CacheLayer.NO_PARENT);
    for (int i = 0; i < order.length; i++) {
      layers[order[i]] = i;
    }
    var tree = new ArrayList<CacheLayer>(order.length);
    for (int node : order) {
      int parent = chains.parent(node);
      tree.add(
          CacheLayer.of(
              chains.blob(node),
              parent == CacheLayer.NO_PARENT ? CacheLayer.NO_PARENT : layers[parent]));
    }
    return tree;
  }

  private CacheRecord record(OrderedItem ordered) {
    var inputs = new ArrayList<List<CacheRecord.Input>>(ordered.inputs.size());
    for (List<OrderedItem.OrderedLink> alternatives : ordered.inputs) {
      var links = new ArrayList<CacheRecord.Input>(alternatives.size());
      for (OrderedItem.OrderedLink link : alternatives) {
        links.add(new CacheRecord.Input(link.selector(), link.from().index));
      }
      links.sort(
          Comparator.comparingInt(CacheRecord.Input::link)
              .thenComparing(CacheRecord.Input::selector));
      inputs.add(links);
    }
    return new CacheRecord(results(ordered.item), List.of(), ordered.item.digest(), inputs);
  }

  private List<CacheRecord.Result> results(Item item) {
    var made = new ArrayList<Map.Entry<Made, Optional<Timestamp>>>(item.results().entrySet());
    made.sort(
        Comparator.comparing((Map.Entry<Made, Optional<Timestamp>> entry) -> entry.getKey().at())
            .thenComparing(entry -> ranks[entry.getKey().chain()]));
    var results = new ArrayList<CacheRecord.Result>(made.size());
    for (var entry : made) {
      results.add(new CacheRecord.Result(layers[entry.getKey().chain()], entry.getValue()));
    }
    return results;
  }
}
