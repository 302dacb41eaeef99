package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.Arrival;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The blobs whose keys were taken when we came. Another job may be making them. Or it has died, or
 * a request of ours took the key and its answer got lost: then nobody can make the entry before the
 * service frees the key, on GitHub after a day. Safe for use by many threads.
 */
final class TakenBlobs {
  /** How long another job may take to finish a blob, while we go on with others. */
  private static final Duration OTHERS = Duration.ofSeconds(30);

  private final Arrival arrival;
  private final Map<Digest, Instant> deadlines = new ConcurrentHashMap<>();

  TakenBlobs(Arrival arrival) {
    this.arrival = arrival;
  }

  void add(Digest blob) {
    deadlines.put(blob, arrival.now().plus(OTHERS));
  }

  /** Waits until each has become an entry or had its time; those that have not become one. */
  Set<Digest> unfinished() throws IOException {
    var unfinished = new HashSet<Digest>();
    for (Map.Entry<Digest, Instant> each : deadlines.entrySet()) {
      String key = BuildKitKeys.blob(each.getKey());
      if (!arrival.awaitUntil(key, BuildKitKeys.VERSION, each.getValue())) {
        unfinished.add(each.getKey());
      }
    }
    return unfinished;
  }
}
