package io.github.cacheferry.cli.report;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The steps of a cache in the order in which a person reads them: final steps first, each above its
 * inputs. A line of steps goes straight down; what else a step needs is set in below it. A step
 * that several others need is placed once.
 */
final class StepOrder {
  private final CacheConfig config;
  private final boolean[] placed;
  private final boolean[] kept;
  private final List<Place> places = new ArrayList<>();

  private StepOrder(CacheConfig config) {
    this.config = config;
    this.placed = new boolean[config.records().size()];
    this.kept = new boolean[config.records().size()];
  }

  /** The places of all records. */
  static List<Place> of(CacheConfig config) {
    var order = new StepOrder(config);
    boolean[] linked = new boolean[order.placed.length];
    for (CacheRecord record : config.records()) {
      record.inputs().forEach(inputs -> inputs.forEach(input -> linked[input.link()] = true));
    }
    for (int i = 0; i < linked.length; i++) {
      if (!linked[i]) {
        order.placeFrom(i, true);
      }
    }
    for (int i = 0; i < linked.length; i++) {
      order.placeFrom(i, false); // what only a loop leads to
    }
    return order.places;
  }

  /** Walks down with a stack of its own: a cache may be deeper than the thread's stack. */
  private void placeFrom(int leaf, boolean isLeaf) {
    var stack = new ArrayDeque<Next>();
    stack.push(new Next(new Place(leaf, 0, isLeaf), true));
    while (!stack.isEmpty()) {
      Next next = stack.pop();
      int record = next.place.record;
      if (!placed[record] && (next.down || !kept[record])) {
        placed[record] = true;
        places.add(next.place);
        pushInputs(next.place, stack);
      }
    }
  }

  /**
   * The first input that is a step goes on below at the same depth, after all others, and is kept
   * from being placed among these.
   */
  private void pushInputs(Place place, ArrayDeque<Next> stack) {
    var others = new ArrayList<>(inputs(place.record));
    for (int i = 0; i < others.size(); i++) {
      int input = others.get(i);
      if (!config.records().get(input).isRoot() && !placed[input] && !kept[input]) {
        kept[input] = true;
        others.remove(i);
        stack.push(new Next(new Place(input, place.depth, false), true));
        break;
      }
    }
    for (int i = others.size() - 1; i >= 0; i--) {
      stack.push(new Next(new Place(others.get(i), place.depth + 1, false), false));
    }
  }

  private Set<Integer> inputs(int record) {
    var inputs = new LinkedHashSet<Integer>();
    config
        .records()
        .get(record)
        .inputs()
        .forEach(alternatives -> alternatives.forEach(input -> inputs.add(input.link())));
    return inputs;
  }

  /**
   * A record's place.
   *
   * @param record the record's index
   * @param depth how far it is set in
   * @param leaf whether no other step needs it
   */
  record Place(int record, int depth, boolean leaf) {}

  /** A place to come to, and whether it goes straight down. */
  private record Next(Place place, boolean down) {}
}
