package io.github.cacheferry.serve;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The finished entries in memory, by name and in the order of their last use. Not thread-safe. */
final class Catalog {
  /** The keys of one repository, scope and version. */
  private record Shelf(String repository, String scope, String version) {
    static Shelf of(EntryName name) {
      return new Shelf(name.repository(), name.scope(), name.version());
    }
  }

  /** An entry and when it was last used. */
  record Used(Entry entry, Instant accessed) {}

  private final Map<Shelf, NavigableMap<String, Entry>> shelves = new HashMap<>();
  private final LinkedHashMap<Long, Used> byUse = new LinkedHashMap<>();
  private long bytes;

  void add(Entry entry, Instant accessed) {
    shelves
        .computeIfAbsent(Shelf.of(entry.name()), shelf -> new TreeMap<>())
        .put(entry.name().key(), entry);
    byUse.put(entry.id(), new Used(entry, accessed));
    bytes += entry.size();
  }

  private void remove(Entry entry) {
    Shelf shelf = Shelf.of(entry.name());
    NavigableMap<String, Entry> keys = shelves.get(shelf);
    if (keys != null) {
      keys.remove(entry.name().key());
      if (keys.isEmpty()) {
        shelves.remove(shelf);
      }
    }
    byUse.remove(entry.id());
    bytes -= entry.size();
  }

  /** The entry with exactly this name. */
  Optional<Entry> exact(EntryName name) {
    NavigableMap<String, Entry> keys = shelves.get(Shelf.of(name));
    return keys == null ? Optional.empty() : Optional.ofNullable(keys.get(name.key()));
  }

  /** The newest of the entries whose key begins with the name's. */
  Optional<Entry> newest(EntryName prefix) {
    NavigableMap<String, Entry> keys = shelves.get(Shelf.of(prefix));
    if (keys == null) {
      return Optional.empty();
    }
    return keys.tailMap(prefix.key(), true).entrySet().stream()
        .takeWhile(each -> each.getKey().startsWith(prefix.key()))
        .map(Map.Entry::getValue)
        .max(Comparator.comparingLong(Entry::sequence));
  }

  /** The entry with this id, which counts as a use; empty if there is none. */
  Optional<Entry> use(long id, Instant now) {
    // Taken out and put in again, it is the last in the order.
    Used used = byUse.remove(id);
    if (used == null) {
      return Optional.empty();
    }
    byUse.put(id, new Used(used.entry(), now));
    return Optional.of(used.entry());
  }

  /** The entry with this id, which counts as no use of it. */
  Optional<Entry> byId(long id) {
    return Optional.ofNullable(byUse.get(id)).map(Used::entry);
  }

  /** Takes out the least recently used entries until the others are not larger than this. */
  List<Entry> evictTo(long limit) {
    var victims = new ArrayList<Entry>();
    while (bytes > limit) {
      Entry eldest = byUse.values().iterator().next().entry();
      remove(eldest);
      victims.add(eldest);
    }
    return victims;
  }

  /** All entries, the least recently used first. */
  List<Used> all() {
    return List.copyOf(byUse.values());
  }
}
