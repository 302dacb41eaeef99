package io.github.cacheferry.graph;

import io.github.cacheferry.graph.Item.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * An item with its place in an order of all items that depends on the graph alone: by the length of
 * the longest path below, then by digest and by what the inputs are. No two items are equal in it,
 * since two with the same digest differ in some input, or they would be one.
 */
final class OrderedItem {
  private static final Comparator<OrderedLink> OF_LINKS =
      Comparator.comparing(OrderedLink::selector)
          .thenComparing(link -> link.from.item.digest())
          .thenComparingInt(link -> link.from.rank);

  final Item item;
  final List<List<OrderedLink>> inputs;
  private int rank;

  /** The place in the config that is written. */
  int index;

  private OrderedItem(Item item) {
    this.item = item;
    this.inputs = new ArrayList<>(item.inputs().size());
  }

  /** The items in their order. */
  static List<OrderedItem> all(List<Item> items) {
    int[] components = Loops.graph(items).components();
    var byComponent = new ArrayList<Item>(items);
    byComponent.sort(Comparator.comparingInt(item -> components[item.place()]));
    int[] depths = new int[items.size()];
    var levels = new ArrayList<List<OrderedItem>>();
    for (Item item : byComponent) {
      int depth = 0;
      for (Set<Link> alternatives : item.inputs()) {
        for (Link link : alternatives) {
          depth = Math.max(depth, depths[link.from().place()] + 1);
        }
      }
      depths[item.place()] = depth;
      if (depth == levels.size()) {
        levels.add(new ArrayList<>());
      }
      levels.get(depth).add(new OrderedItem(item));
    }
    return ranked(levels, items.size());
  }

  private static List<OrderedItem> ranked(List<List<OrderedItem>> levels, int count) {
    OrderedItem[] known = new OrderedItem[count];
    var all = new ArrayList<OrderedItem>(count);
    for (List<OrderedItem> level : levels) {
      for (OrderedItem ordered : level) {
        known[ordered.item.place()] = ordered;
        for (Set<Link> alternatives : ordered.item.inputs()) {
          var links = new ArrayList<OrderedLink>(alternatives.size());
          for (Link link : alternatives) {
            links.add(new OrderedLink(link.selector(), known[link.from().place()]));
          }
          links.sort(OF_LINKS);
          ordered.inputs.add(links);
        }
      }
      level.sort((one, other) -> compare(one, other, true));
      for (OrderedItem ordered : level) {
        ordered.rank = all.size();
        all.add(ordered);
      }
    }
    return all;
  }

  /**
   * The order in which BuildKit writes records: by digest, number of inputs, and for each input the
   * number of links, their selectors and the digests that they lead to; then by rank.
   */
  static int compareAsBuildKit(OrderedItem one, OrderedItem other) {
    int order = compare(one, other, false);
    return order != 0 ? order : Integer.compare(one.rank, other.rank);
  }

  private static int compare(OrderedItem one, OrderedItem other, boolean byRank) {
    int order = one.item.digest().compareTo(other.item.digest());
    if (order == 0) {
      order = Integer.compare(one.inputs.size(), other.inputs.size());
    }
    for (int i = 0; order == 0 && i < one.inputs.size(); i++) {
      List<OrderedLink> these = one.inputs.get(i);
      List<OrderedLink> those = other.inputs.get(i);
      order = Integer.compare(these.size(), those.size());
      for (int j = 0; order == 0 && j < these.size(); j++) {
        order = compare(these.get(j), those.get(j), byRank);
      }
    }
    return order;
  }

  private static int compare(OrderedLink one, OrderedLink other, boolean byRank) {
    int order = one.selector.compareTo(other.selector);
    if (order != 0) {
      return order;
    }
    return byRank
        ? Integer.compare(one.from.rank, other.from.rank)
        : one.from.item.digest().compareTo(other.from.item.digest());
  }

  /** A link to an item whose place is known. */
  record OrderedLink(String selector, OrderedItem from) {}
}
