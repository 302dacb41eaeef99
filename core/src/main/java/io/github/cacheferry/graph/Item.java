package io.github.cacheferry.graph;

import io.github.cacheferry.model.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cache key while graphs are put together: one or several records that were found to be the same.
 * Unlike records, items know who links to them.
 */
final class Item {
  private final int number;
  private final String digest;
  private final List<Set<Link>> inputs;
  private final Map<Slot, Set<Item>> users = new HashMap<>(2);
  private final Map<Made, Optional<Timestamp>> results = new LinkedHashMap<>(2);

  /** Whether it waits to be compared with others. */
  private boolean queued;

  /** Whether another item has taken it in. */
  private boolean gone;

  /** Its index in the list of those that are left. */
  private int place;

  Item(int number, String digest, int inputs) {
    this.number = number;
    this.digest = digest;
    this.inputs = new ArrayList<>(inputs);
    for (int i = 0; i < inputs; i++) {
      this.inputs.add(new HashSet<>(2));
    }
  }

  String digest() {
    return digest;
  }

  List<Set<Link>> inputs() {
    return inputs;
  }

  Map<Made, Optional<Timestamp>> results() {
    return results;
  }

  /** Makes {@code from} an alternative of the input. */
  void link(int input, String selector, Item from) {
    if (inputs.get(input).add(new Link(selector, from))) {
      from.users.computeIfAbsent(slot(input, selector), any -> new LinkedHashSet<>(2)).add(this);
    }
  }

  /** Undoes {@link #link}. */
  void unlink(int input, Link link) {
    inputs.get(input).remove(link);
    Slot slot = slot(input, link.selector);
    Set<Item> others = link.from.users.get(slot);
    if (others != null) {
      others.remove(this);
      if (others.isEmpty()) {
        link.from.users.remove(slot);
      }
    }
  }

  /** Adds a result; of two texts for the same instant the lesser one stays, whatever the order. */
  void add(Made made, Optional<Timestamp> text) {
    results.merge(made, text, (one, other) -> text(one).compareTo(text(other)) <= 0 ? one : other);
  }

  private static String text(Optional<Timestamp> time) {
    return time.map(Timestamp::text).orElse("");
  }

  /** The items that have one of this item's alternatives for this input, itself included. */
  Collection<Set<Item>> sharing(int input) {
    var sharing = new ArrayList<Set<Item>>();
    for (Link link : inputs.get(input)) {
      sharing.add(link.from.users.getOrDefault(slot(input, link.selector), Set.of()));
    }
    return sharing;
  }

  /** Whether each input of the one shares an alternative with the same input of the other. */
  boolean matches(Item other) {
    for (int i = 0; i < inputs.size(); i++) {
      Set<Link> small = inputs.get(i);
      Set<Link> large = other.inputs.get(i);
      if (small.size() > large.size()) {
        Set<Link> swapped = small;
        small = large;
        large = swapped;
      }
      boolean shared = false;
      for (Link link : small) {
        if (large.contains(link)) {
          shared = true;
          break;
        }
      }
      if (!shared) {
        return false;
      }
    }
    return true;
  }

  /** How much work it is to take this item into another. */
  int weight() {
    int weight = results.size();
    for (Set<Link> alternatives : inputs) {
      weight += alternatives.size();
    }
    for (Set<Item> using : users.values()) {
      weight += using.size();
    }
    return weight;
  }

  /**
   * Takes the other item in: its results and inputs, and who links to it.
   *
   * @return those whose inputs thereby changed
   */
  Set<Item> takeIn(Item other) {
    var changed = new LinkedHashSet<Item>();
    for (var use : new ArrayList<>(other.users.entrySet())) {
      Slot slot = use.getKey();
      for (Item user : new ArrayList<>(use.getValue())) {
        user.unlink(slot.input, new Link(slot.selector, other));
        user.link(slot.input, slot.selector, this);
        changed.add(user);
      }
    }
    for (int i = 0; i < inputs.size(); i++) {
      for (Link link : new ArrayList<>(other.inputs.get(i))) {
        other.unlink(i, link);
        link(i, link.selector, link.from);
      }
    }
    other.results.forEach(this::add);
    other.gone = true;
    changed.remove(other);
    changed.add(this);
    return changed;
  }

  boolean isGone() {
    return gone;
  }

  /** Marks it as waiting; false if it does so already. */
  boolean queue() {
    boolean first = !queued;
    queued = true;
    return first;
  }

  void unqueue() {
    queued = false;
  }

  /** The item's index in the list that was numbered last. */
  int place() {
    return place;
  }

  /** Tells each item its index. */
  static void number(List<Item> items) {
    for (int i = 0; i < items.size(); i++) {
      items.get(i).place = i;
    }
  }

  private Slot slot(int input, String selector) {
    return new Slot(digest, inputs.size(), input, selector);
  }

  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  /** An alternative of an input. */
  record Link(String selector, Item from) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Link that && from.equals(that.from) && selector.equals(that.selector);
    }

    @Override
    public int hashCode() {
      return 31 * from.number + selector.hashCode();
    }
  }

  /** A result: which chain of layers, and when; a time that is not there is Go's zero time. */
  record Made(Instant at, int chain) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Made that && chain == that.chain && at.equals(that.at);
    }

    @Override
    public int hashCode() {
      return 31 * chain + at.hashCode();
    }
  }

  /** What those who link to an item have in common where they may be the same. */
  private record Slot(String digest, int inputs, int input, String selector) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Slot that
          && input == that.input
          && inputs == that.inputs
          && selector.equals(that.selector)
          && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * digest.hashCode() + selector.hashCode()) + input;
    }
  }
}
