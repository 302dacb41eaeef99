package io.github.cacheferry.actions;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds the entries of blobs, one look-up each, many at a time, and remembers what was found. An
 * entry in any scope that the token reads will do. Safe for use by many threads.
 */
public final class BlobLookup {
  private static final int AT_ONCE = 24;

  private final ActionsCache service;
  private final RunContext context;
  private final Map<Digest, ActionsCache.Entry> found = new ConcurrentHashMap<>();

  /** Look-ups at this service. */
  public BlobLookup(ActionsCache service, RunContext context) {
    this.service = service;
    this.context = context;
  }

  /**
   * The blob's entry, if there is one. A key is matched by its beginning too, so the answer is
   * compared.
   */
  public Optional<ActionsCache.Entry> find(Digest blob) throws IOException {
    ActionsCache.Entry known = found.get(blob);
    if (known != null) {
      return Optional.of(known);
    }
    String key = BuildKitKeys.blob(blob);
    Optional<ActionsCache.Entry> entry =
        service.find(key, BuildKitKeys.VERSION).filter(match -> match.key().equals(key));
    entry.ifPresent(match -> found.put(blob, match));
    return entry;
  }

  /** Which of these blobs have no entry. */
  public Set<Digest> absent(Collection<Descriptor> blobs) throws IOException {
    var absent = new LinkedHashSet<Digest>();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(AT_ONCE, blobs.size())),
            work -> {
              var thread = new Thread(work, "cacheferry-lookup");
              thread.setDaemon(true);
              return thread;
            });
    try {
      var asked = new ArrayList<Map.Entry<Digest, Future<Boolean>>>();
      for (Descriptor blob : blobs) {
        asked.add(Map.entry(blob.digest(), pool.submit(() -> isThere(blob.digest()))));
      }
      for (Map.Entry<Digest, Future<Boolean>> one : asked) {
        if (!await(one.getValue())) {
          absent.add(one.getKey());
        }
      }
      return absent;
    } finally {
      pool.shutdownNow();
    }
  }

  private boolean isThere(Digest blob) throws IOException {
    context.cancellation().check("look up " + blob);
    return find(blob).isPresent();
  }

  private static boolean await(Future<Boolean> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("look blobs up", Cancellation.Reason.INTERRUPTED);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
