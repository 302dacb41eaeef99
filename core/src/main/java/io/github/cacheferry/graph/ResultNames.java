package io.github.cacheferry.graph;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of a config's results. Each layer's is computed once, so that deep chains are cheap.
 */
final class ResultNames {
  private static final String NONE = "";

  private final CacheConfig config;
  private final Map<Integer, String> names = new HashMap<>();

  ResultNames(CacheConfig config) {
    this.config = config;
  }

  /** The names of all of the record's results, oldest result first. */
  List<LeafId> all(CacheRecord record) {
    var results = new ArrayList<Dated>();
    for (CacheRecord.Result result : record.results()) {
      results.add(new Dated(time(result.createdAt()), layer(result.layer())));
    }
    for (CacheRecord.Chain chain : record.chains()) {
      if (!chain.layers().isEmpty()) {
        results.add(new Dated(time(chain.createdAt()), chain(chain)));
      }
    }
    results.sort(Comparator.comparing(Dated::at).thenComparing(Dated::name));
    return results.stream().map(result -> new LeafId(result.name)).toList();
  }

  /** The name of the newest one, if there is any. */
  Optional<LeafId> newest(CacheRecord record) {
    List<LeafId> all = all(record);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** When the record's newest result was made; Go's zero time if it has none. */
  static Timestamp newestTime(CacheRecord record) {
    Timestamp newest = Timestamp.UNKNOWN;
    for (CacheRecord.Result result : record.results()) {
      Timestamp at = time(result.createdAt());
      newest = at.compareTo(newest) > 0 ? at : newest;
    }
    for (CacheRecord.Chain chain : record.chains()) {
      Timestamp at = time(chain.createdAt());
      newest = at.compareTo(newest) > 0 ? at : newest;
    }
    return newest;
  }

  private static Timestamp time(Optional<Timestamp> createdAt) {
    return createdAt.orElse(Timestamp.UNKNOWN);
  }

  private String layer(int top) {
    var unnamed = new ArrayList<Integer>();
    int at = top;
    while (at != CacheLayer.NO_PARENT && !names.containsKey(at)) {
      unnamed.add(at);
      at = config.layers().get(at).parent();
    }
    String name = names.getOrDefault(at, NONE);
    for (int i = unnamed.size() - 1; i >= 0; i--) {
      name = above(name, config.layers().get(unnamed.get(i)).blob());
      names.put(unnamed.get(i), name);
    }
    return name;
  }

  private String chain(CacheRecord.Chain chain) {
    String name = NONE;
    for (Digest blob : config.chain(chain)) {
      name = above(name, blob);
    }
    return name;
  }

  private static String above(String below, Digest blob) {
    String text = below.isEmpty() ? blob.hex() : below + " " + blob.hex();
    return Digest.of(text.getBytes(StandardCharsets.US_ASCII)).hex();
  }

  private record Dated(Timestamp at, String name) {}
}
