package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.Payload;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.json.CacheDocuments;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The numbered index of one name and ref. Entries cannot be changed, so each export makes the next
 * number; the newest one counts.
 */
final class IndexEntry {
  private static final int MOST_TRIES = 200;

  /**
   * How long a number that another job has taken is waited for before the next one is tried:
   * BuildKit's 15 s.
   */
  private static final Duration BLOCKED = Duration.ofSeconds(15);

  private static final Duration STEP = Duration.ofMillis(500);

  private final ActionsCache service;
  private final String prefix;
  private final EntryUpload upload;
  private final RunContext context;
  private final Pace pace;

  IndexEntry(ActionsCache service, String prefix, EntryUpload upload, RunContext context) {
    this.service = service;
    this.prefix = prefix;
    this.upload = upload;
    this.context = context;
    this.pace = Pace.real(context.cancellation());
  }

  /** The newest index's bytes, if there is one. */
  Optional<byte[]> newest() throws IOException {
    Optional<ActionsCache.Entry> entry = service.find(prefix, BuildKitKeys.VERSION);
    if (entry.isEmpty() || BuildKitKeys.indexNumber(prefix, entry.get().key()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(service.read(entry.get(), CacheDocuments.CONFIG_LIMIT));
  }

  /**
   * Writes the index under the next free number.
   *
   * @return its key
   */
  String write(byte[] document) throws IOException {
    int skipped = 0;
    Duration blocked = Duration.ZERO;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      int newest = newestNumber();
      String key = prefix + (newest + 1 + skipped);
      Reservation reservation = upload.reserve(key, document.length);
      if (reservation instanceof Reservation.Open open) {
        upload.send(open, Payload.of(document), bytes -> {});
        return key;
      }
      if (reservation instanceof Reservation.Denied denied) {
        throw upload.denied(key, denied);
      }
      if (newestNumber() > newest) {
        continue; // somebody else's is finished: the next number is another one
      }
      if (blocked.compareTo(BLOCKED) >= 0) {
        skipped++; // its job died: go past it
        blocked = Duration.ZERO;
        continue;
      }
      sleep();
      blocked = blocked.plus(STEP);
    }
    throw new CacheException.Unavailable(
        Problem.of(
            "write the index " + prefix, service.endpoint().toString(), "no number came free"));
  }

  private int newestNumber() throws IOException {
    return service
        .find(prefix, BuildKitKeys.VERSION)
        .map(entry -> BuildKitKeys.indexNumber(prefix, entry.key()).orElse(0))
        .orElse(0);
  }

  private void sleep() throws IOException {
    context.cancellation().check("write the index");
    try {
      pace.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw io.github.cacheferry.cache.Cancellation.cancelled(
          "write the index", io.github.cacheferry.cache.Cancellation.Reason.INTERRUPTED);
    }
  }
}
