package io.github.cacheferry.graph;

import io.github.cacheferry.graph.Item.Made;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Timestamp;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The graphs of one or several configs put together, one item for each identity.
 *
 * <p>Two records without inputs are the same if their digests are. Two others are the same if
 * digest and number of inputs are and if each input shares at least one alternative with the same
 * input of the other (same selector, same key). Items that are found to be the same become one with
 * the alternatives of both, and that can make further ones the same; the union is where that ends.
 * Alternatives only ever grow in it, so that it ends in the same place whatever the order, unlike
 * BuildKit's own procedure, which adds record after record.
 */
final class GraphUnion {
  private final ChainTree chains = new ChainTree();
  private final Map<String, Item> roots = new HashMap<>();
  private final List<Placed> placed = new ArrayList<>();
  private int rootsAgain;
  private int same;
  private int brokenLinks;

  /** Adds what is sound of a config. */
  void add(CacheConfig config, SoundRecords sound) {
    int[] nodes = chains.nodes(config);
    var items = new HashMap<Integer, Item>();
    for (int at = 0; at < config.records().size(); at++) {
      if (sound.isLive(at)) {
        items.put(at, item(config.records().get(at), sound.height(at)));
      }
    }
    items.forEach(
        (at, item) -> {
          CacheRecord record = config.records().get(at);
          addLinks(item, record, items);
          addResults(item, record, config, sound, nodes);
        });
  }

  private Item item(CacheRecord record, int height) {
    if (record.isRoot()) {
      int before = placed.size();
      Item root = roots.computeIfAbsent(record.digest(), digest -> placed(digest, 0, 0));
      rootsAgain += before == placed.size() ? 1 : 0;
      return root;
    }
    return placed(record.digest(), record.inputs().size(), height);
  }

  private Item placed(String digest, int inputs, int height) {
    var item = new Item(placed.size(), digest, inputs);
    placed.add(new Placed(item, height));
    return item;
  }

  private static void addLinks(Item item, CacheRecord record, Map<Integer, Item> items) {
    for (int input = 0; input < record.inputs().size(); input++) {
      for (CacheRecord.Input alternative : record.inputs().get(input)) {
        Item from = items.get(alternative.link());
        if (from != null) {
          item.link(input, alternative.selector(), from);
        }
      }
    }
  }

  private void addResults(
      Item item, CacheRecord record, CacheConfig config, SoundRecords sound, int[] nodes) {
    for (CacheRecord.Result result : record.results()) {
      if (sound.isWhole(result)) {
        add(item, nodes[result.layer()], result.createdAt());
      }
    }
    for (CacheRecord.Chain chain : record.chains()) {
      if (sound.isWhole(chain)) {
        int node = CacheLayer.NO_PARENT;
        for (int layer : chain.layers()) {
          node = chains.node(node, config.layers().get(layer).blob());
        }
        add(item, node, chain.createdAt());
      }
    }
  }

  private static void add(Item item, int node, Optional<Timestamp> createdAt) {
    Instant at = createdAt.orElse(Timestamp.UNKNOWN).instant();
    item.add(new Made(at, node), createdAt);
  }

  /** The config of all that was added, each identity once and without loops, in a fixed order. */
  CacheConfig settle() {
    List<Item> fused = fuseAll();
    Loops.Broken broken = Loops.breakAll(fused);
    same = placed.size() - fused.size();
    brokenLinks = broken.links();
    return Emission.of(broken.items(), chains);
  }

  private List<Item> fuseAll() {
    var queue = new ArrayDeque<Item>();
    // Keys before those that depend on them: then most are final when their turn comes.
    placed.sort(Comparator.comparingInt(Placed::height));
    placed.forEach(place -> enqueue(queue, place.item));
    while (!queue.isEmpty()) {
      Item item = queue.poll();
      item.unqueue();
      if (!item.isGone()) {
        fuse(item, queue);
      }
    }
    var items = new ArrayList<Item>();
    for (Placed place : placed) {
      if (!place.item.isGone()) {
        items.add(place.item);
      }
    }
    return items;
  }

  /** How many records were another one's double. */
  int doubles() {
    return rootsAgain + same;
  }

  /** How many alternatives were left out because they closed a loop. */
  int brokenLinks() {
    return brokenLinks;
  }

  private static void enqueue(Collection<Item> queue, Item item) {
    if (item.queue()) {
      queue.add(item);
    }
  }

  private static void fuse(Item item, Collection<Item> queue) {
    Item into = item;
    for (Item same : sameAs(item)) {
      boolean grow = into.weight() >= same.weight();
      Item kept = grow ? into : same;
      kept.takeIn(grow ? same : into).forEach(changed -> enqueue(queue, changed));
      into = kept;
    }
  }

  /** Looks among those who share an alternative of the input where these are the fewest. */
  private static Set<Item> sameAs(Item item) {
    Collection<Set<Item>> fewest = List.of();
    int least = Integer.MAX_VALUE;
    for (int input = 0; input < item.inputs().size(); input++) {
      Collection<Set<Item>> sharing = item.sharing(input);
      int count = sharing.stream().mapToInt(Set::size).sum();
      if (count < least) {
        least = count;
        fewest = sharing;
      }
    }
    var same = new LinkedHashSet<Item>();
    for (Set<Item> candidates : fewest) {
      for (Item candidate : candidates) {
        if (!candidate.equals(item) && candidate.matches(item)) {
          same.add(candidate);
        }
      }
    }
    return same;
  }

  /** An item and where it comes in the order of fusing. */
  private record Placed(Item item, int height) {}
}
