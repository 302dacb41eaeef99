package io.github.cacheferry.graph;

import io.github.cacheferry.graph.Item.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes items acyclic. Putting graphs together can close a loop that none of them had, and BuildKit
 * refuses a config that has one.
 *
 * <p>Of the links within a loop those stay that lead to a lower item ({@link LinkGraph#heights}).
 * Each input keeps its lowest alternative, so that no item becomes unmatchable by it, and what goes
 * depends on the graph alone.
 */
final class Loops {
  private Loops() {}

  /** Breaks all loops. */
  static Broken breakAll(List<Item> items) {
    LinkGraph graph = graph(items);
    int[] components = graph.components();
    if (!graph.hasLoops(components)) {
      return new Broken(items, 0);
    }
    int links = 0;
    int[] heights = graph.heights();
    for (int at = 0; at < heights.length; at++) {
      Item item = items.get(at);
      for (int input = 0; input < item.inputs().size(); input++) {
        for (Link link : new ArrayList<>(item.inputs().get(input))) {
          int from = link.from().place();
          if (components[from] == components[at] && heights[from] >= heights[at]) {
            item.unlink(input, link);
            links++;
          }
        }
      }
    }
    return new Broken(live(items), links);
  }

  /**
   * What is left without loops.
   *
   * @param items those that are of use
   * @param links the number of links that went
   */
  record Broken(List<Item> items, int links) {}

  /** The items with a result, and those along which they are matched. */
  private static List<Item> live(List<Item> items) {
    Set<Item> live = new HashSet<>();
    var queue = new ArrayDeque<Item>();
    for (Item item : items) {
      if (!item.results().isEmpty() && live.add(item)) {
        queue.add(item);
      }
    }
    while (!queue.isEmpty()) {
      for (Set<Link> alternatives : queue.poll().inputs()) {
        for (Link link : alternatives) {
          if (live.add(link.from())) {
            queue.add(link.from());
          }
        }
      }
    }
    return items.stream().filter(live::contains).toList();
  }

  /** The links between the items, by their indices. */
  static LinkGraph graph(List<Item> items) {
    Item.number(items);
    int[][][] links = new int[items.size()][][];
    for (int at = 0; at < links.length; at++) {
      List<Set<Link>> inputs = items.get(at).inputs();
      links[at] = new int[inputs.size()][];
      for (int input = 0; input < links[at].length; input++) {
        links[at][input] =
            inputs.get(input).stream().mapToInt(link -> link.from().place()).toArray();
      }
    }
    return new LinkGraph(links);
  }
}
