package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.Arrival;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.Payload;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.json.CacheDocuments;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The numbered index of one name and ref. Entries cannot be changed, so each export makes the next
 * number; the newest one counts.
 */
final class IndexEntry {
  /** For {@link #reserveAhead}, where the index is still to be made. */
  static final long SIZE_UNKNOWN = -1;

  private static final int MOST_TRIES = 200;

  /**
   * How long, all in all, numbers that other jobs have taken are waited for before they are passed
   * over: BuildKit's 15 s.
   */
  private static final Duration BLOCKED = Duration.ofSeconds(15);

  private final ActionsCache service;
  private final String prefix;
  private final String version;
  private final EntryUpload upload;
  private final Arrival arrival;
  private Optional<Reservation.Open> ahead = Optional.empty();
  private long aheadSize;

  IndexEntry(
      ActionsCache service, String prefix, String version, EntryUpload upload, Arrival arrival) {
    this.service = service;
    this.prefix = prefix;
    this.version = version;
    this.upload = upload;
    this.arrival = arrival;
  }

  /** The newest index's bytes, if there is one. */
  Optional<byte[]> newest() throws IOException {
    Optional<ActionsCache.Entry> entry = service.find(prefix, version);
    if (entry.isEmpty() || BuildKitKeys.indexNumber(prefix, entry.get().key()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(service.read(entry.get(), CacheDocuments.CONFIG_LIMIT));
  }

  /** Takes the next number now, if it is free; {@link #write} goes on from there. */
  Reservation reserveAhead(long size) throws IOException {
    Reservation reservation = upload.reserve(prefix + (newestNumber() + 1), version, size);
    if (reservation instanceof Reservation.Open open) {
      ahead = Optional.of(open);
      aheadSize = size;
    }
    return reservation;
  }

  /**
   * Writes the index under the next free number.
   *
   * @return its key
   */
  String write(byte[] document) throws IOException {
    Reservation.Open open =
        ahead.isPresent() && fits(document) ? ahead.get() : nextFree(document.length);
    ahead = Optional.empty();
    upload.send(open, Payload.of(document), bytes -> {});
    return open.key();
  }

  /**
   * Writes the index as the next one after those that were seen.
   *
   * @param seen the keys of indexes that were read; those with other prefixes do not count
   * @return its key; empty if there is a newer one than was seen
   */
  Optional<String> writeAfter(List<String> seen, byte[] document) throws IOException {
    int last =
        seen.stream()
            .mapToInt(key -> BuildKitKeys.indexNumber(prefix, key).orElse(0))
            .max()
            .orElse(0);
    if (newestNumber() > last) {
      return Optional.empty();
    }
    Optional<Reservation.Open> open =
        ahead.filter(mine -> mine.key().equals(prefix + (last + 1)) && fits(document));
    ahead = Optional.empty();
    if (open.isEmpty()) {
      open = firstAfter(last, document.length);
    }
    if (open.isPresent()) {
      upload.send(open.get(), Payload.of(document), bytes -> {});
    }
    return open.map(Reservation.Open::key);
  }

  /** The number after this one, or a later one where a job seems to have died with it. */
  private Optional<Reservation.Open> firstAfter(int last, long size) throws IOException {
    Duration blocked = Duration.ZERO;
    int skipped = 0;
    do {
      String key = prefix + (last + 1 + skipped);
      Reservation reservation = upload.reserve(key, version, size);
      if (reservation instanceof Reservation.Open open) {
        return Optional.of(open);
      }
      if (reservation instanceof Reservation.Denied denied) {
        throw upload.denied(key, denied);
      }
      if (blocked.compareTo(BLOCKED) >= 0) {
        skipped++;
      } else {
        blocked = blocked.plus(arrival.pause("write the index"));
      }
    } while (newestNumber() <= last && skipped < MOST_TRIES);
    return Optional.empty();
  }

  private Reservation.Open nextFree(long size) throws IOException {
    int newest = newestNumber();
    int skipped = 0;
    Duration blocked = Duration.ZERO;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      String key = prefix + (newest + 1 + skipped);
      Reservation reservation = upload.reserve(key, version, size);
      if (reservation instanceof Reservation.Open open) {
        return open;
      }
      if (reservation instanceof Reservation.Denied denied) {
        throw upload.denied(key, denied);
      }
      if (blocked.compareTo(BLOCKED) >= 0) {
        skipped++; // its job may have died: go past it
      } else {
        blocked = blocked.plus(arrival.pause("write the index"));
      }
      int now = newestNumber();
      if (now > newest) {
        newest = now; // another job's is finished: the next number is another one
        skipped = 0;
      }
    }
    throw new CacheException.Unavailable(
        Problem.of(
            "write the index " + prefix, service.endpoint().toString(), "no number came free"));
  }

  private boolean fits(byte[] document) {
    return aheadSize == document.length || aheadSize == SIZE_UNKNOWN;
  }

  private int newestNumber() throws IOException {
    return service
        .find(prefix, version)
        .map(entry -> BuildKitKeys.indexNumber(prefix, entry.key()).orElse(0))
        .orElse(0);
  }
}
