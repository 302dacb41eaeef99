package io.github.cacheferry.graph;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * BuildKit's own way to put configs together, record after record, written for clarity alone: what
 * {@link Merge} has to agree with wherever BuildKit's outcome does not depend on the order.
 */
final class BuildKitUnion {
  private final List<Key> keys = new ArrayList<>();

  /** Adds the config's records, inputs before those that depend on them. */
  void add(CacheConfig config) {
    Map<Integer, Key> known = new HashMap<>();
    while (known.size() < config.records().size()) {
      for (int i = 0; i < config.records().size(); i++) {
        CacheRecord record = config.records().get(i);
        if (!known.containsKey(i)
            && record.inputs().stream()
                .flatMap(List::stream)
                .allMatch(input -> known.containsKey(input.link()))) {
          known.put(i, add(config, record, known));
        }
      }
      known.replaceAll((at, key) -> key.now());
    }
  }

  private Key add(CacheConfig config, CacheRecord record, Map<Integer, Key> known) {
    List<Set<Link>> inputs =
        record.inputs().stream()
            .map(
                alternatives -> {
                  Set<Link> links = new LinkedHashSet<>();
                  alternatives.forEach(
                      a -> links.add(new Link(a.selector(), known.get(a.link()).now())));
                  return links;
                })
            .toList();
    Key key = null;
    for (Key candidate : List.copyOf(keys)) {
      if (candidate.matches(record.digest(), inputs)) {
        if (key == null) {
          key = candidate;
        } else {
          fuse(key, candidate);
        }
      }
    }
    if (key == null) {
      key = new Key(record.digest(), inputs.size());
      keys.add(key);
    }
    for (int i = 0; i < inputs.size(); i++) {
      key.inputs.get(i).addAll(inputs.get(i));
    }
    for (CacheRecord.Result result : record.results()) {
      key.results.putIfAbsent(
          result.createdAt().map(Timestamp::instant) + " " + config.chain(result.layer()),
          new Made(result.createdAt(), config.chain(result.layer())));
    }
    return key;
  }

  private void fuse(Key into, Key gone) {
    keys.remove(gone);
    gone.fusedInto = into;
    for (int i = 0; i < into.inputs.size(); i++) {
      into.inputs.get(i).addAll(gone.inputs.get(i));
    }
    into.results.putAll(gone.results);
    for (Key key : keys) {
      for (Set<Link> links : key.inputs) {
        for (Link link : List.copyOf(links)) {
          if (link.from == gone) {
            links.remove(link);
            links.add(new Link(link.selector, into));
          }
        }
      }
    }
  }

  /** All that was added, in no particular order. */
  CacheConfig config() {
    var layers = new ArrayList<CacheLayer>();
    var places = new LinkedHashMap<List<Digest>, Integer>();
    List<CacheRecord> records =
        keys.stream()
            .map(
                key ->
                    new CacheRecord(
                        key.results.values().stream()
                            .map(
                                made ->
                                    new CacheRecord.Result(
                                        place(made.chain, places, layers), made.at))
                            .toList(),
                        List.of(),
                        key.digest,
                        key.inputs.stream()
                            .map(
                                links ->
                                    links.stream()
                                        .map(
                                            link ->
                                                new CacheRecord.Input(
                                                    link.selector, keys.indexOf(link.from)))
                                        .toList())
                            .toList()))
            .toList();
    return new CacheConfig(layers, records);
  }

  private static int place(
      List<Digest> chain, Map<List<Digest>, Integer> places, List<CacheLayer> layers) {
    int parent = CacheLayer.NO_PARENT;
    for (int depth = 1; depth <= chain.size(); depth++) {
      List<Digest> part = List.copyOf(chain.subList(0, depth));
      Integer known = places.get(part);
      if (known == null) {
        known = layers.size();
        layers.add(CacheLayer.of(part.get(depth - 1), parent));
        places.put(part, known);
      }
      parent = known;
    }
    return parent;
  }

  private static final class Key {
    private final String digest;
    private final List<Set<Link>> inputs = new ArrayList<>();
    private final Map<String, Made> results = new LinkedHashMap<>();
    private Key fusedInto = this;

    Key(String digest, int inputs) {
      this.digest = digest;
      for (int i = 0; i < inputs; i++) {
        this.inputs.add(new LinkedHashSet<>());
      }
    }

    Key now() {
      Key key = this;
      while (key.fusedInto != key) {
        key = key.fusedInto;
      }
      return key;
    }

    boolean matches(String otherDigest, List<Set<Link>> others) {
      if (!digest.equals(otherDigest) || inputs.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < others.size(); i++) {
        if (others.get(i).stream().noneMatch(inputs.get(i)::contains)) {
          return false;
        }
      }
      return true;
    }
  }

  private record Link(String selector, Key from) {}

  private record Made(Optional<Timestamp> at, List<Digest> chain) {}
}
