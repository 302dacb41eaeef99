package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.Arrival;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.Indexes;
import io.github.cacheferry.actions.Payload;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.actions.ServiceEndpoint;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.json.CacheDocuments;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The numbered index of one name and ref. Entries cannot be changed, so each export makes the next
 * number; the newest one counts.
 */
final class IndexEntry {
  /** Many times what lies between looking for the newest index and having written one. */
  static final Duration SETTLING = Duration.ofSeconds(2);

  private static final int MOST_TRIES = 200;

  /**
   * How long, all in all, jobs that have taken a number may take to finish it before they are
   * passed over. A number is taken when all blobs are there, so they need about a second.
   */
  private static final Duration OTHERS = Duration.ofSeconds(5);

  /** A number that was finished so soon nobody has passed over. */
  private static final Duration SOON = OTHERS.minusSeconds(1);

  private final ActionsCache service;
  private final String prefix;
  private final String version;
  private final EntryUpload upload;
  private final Arrival arrival;
  private final Set<Integer> abandoned = new HashSet<>();
  private Optional<Reservation.Open> ahead = Optional.empty();
  private long aheadSize;
  private Instant taken = Instant.MIN;
  private boolean contested;

  /**
   * @param prefix its key before the number
   */
  IndexEntry(GhaSession session, String prefix, String version) {
    this.service = session.service();
    this.prefix = prefix;
    this.version = version;
    this.upload = session.upload();
    this.arrival = session.arrival();
  }

  /** The newest index's bytes, if there is one that can be read: any other is replaced. */
  Optional<byte[]> newest() throws IOException {
    Optional<ActionsCache.Entry> entry = Indexes.newest(service, prefix, version);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(service.read(entry.get(), CacheDocuments.CONFIG_LIMIT));
    } catch (CacheException.Corrupt | CacheException.NotFound e) {
      return Optional.empty(); // larger than any that is read, or evicted just now
    }
  }

  /** Takes a number now, unless one is held already; {@link #write} goes on from there. */
  Reservation reserveAhead(long size) throws IOException {
    int newest = newestNumber();
    Optional<Reservation.Open> held = ahead.filter(mine -> number(mine.key()) > newest);
    if (held.isPresent() && fits(size)) {
      return held.get();
    }
    Reservation reservation = next(newest, true, size).orElseThrow();
    if (reservation instanceof Reservation.Open open) {
      ahead = Optional.of(open);
      aheadSize = size;
    }
    return reservation;
  }

  /**
   * Whether the last {@link #writeAfter} may have passed another job over, or been passed over
   * itself, so that two indexes follow on the same one.
   */
  boolean contested() {
    return contested;
  }

  /**
   * Writes the index under the next free number.
   *
   * @return its key
   */
  String write(byte[] document) throws IOException {
    Optional<Reservation.Open> begun = ahead.filter(mine -> aheadSize == document.length);
    ahead = Optional.empty();
    if (begun.isPresent()) {
      try {
        return send(begun.get(), document);
      } catch (CacheException.Denied | CacheException.NotFound e) {
        // An address to upload to lives an hour on GitHub, a reservation five minutes on act.
        return send(next(newestNumber(), true, document.length).orElseThrow(), document);
      }
    }
    return send(next(newestNumber(), true, document.length).orElseThrow(), document);
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
    contested = false;
    Optional<Reservation> mine = next(last, false, document.length);
    if (mine.isEmpty()) {
      return Optional.empty();
    }
    String key = send(mine.get(), document);
    contested |= number(key) > last + 1 || taken.plus(SOON).isBefore(arrival.now());
    return Optional.of(key);
  }

  /** The reservation of this number, if it was made before and is still to be used. */
  private Optional<Reservation> held(int number, long size) {
    Optional<Reservation> held =
        ahead.filter(open -> number(open.key()) == number && fits(size)).map(open -> open);
    if (held.isPresent()) {
      ahead = Optional.empty();
    }
    return held;
  }

  /** Version 2 of the service is not told the size when a key is taken. */
  private boolean fits(long size) {
    return aheadSize == size || service.endpoint().version() == ServiceEndpoint.Version.V2;
  }

  private int number(String key) {
    return BuildKitKeys.indexNumber(prefix, key).orElse(0);
  }

  private String send(Reservation reservation, byte[] document) throws IOException {
    if (reservation instanceof Reservation.Denied denied) {
      throw upload.denied(prefix, denied);
    }
    var open = (Reservation.Open) reservation;
    upload.send(open, Payload.of(document), bytes -> {});
    return open.key();
  }

  /**
   * Takes the first number after this one that neither an entry has nor a job that is alive.
   *
   * @param overtaking whether to go past an index that another job finishes meanwhile
   * @return empty if there is one, and it is not to be overtaken
   */
  private Optional<Reservation> next(int last, boolean overtaking, long size) throws IOException {
    Instant deadline = arrival.now().plus(OTHERS);
    for (int number = last + 1; number <= last + MOST_TRIES; number++) {
      if (abandoned.contains(number)) {
        continue;
      }
      Optional<Reservation> held = held(number, size);
      if (held.isPresent()) {
        return held;
      }
      String key = prefix + number;
      taken = arrival.now();
      Reservation reservation = upload.reserve(key, version, size);
      if (!(reservation instanceof Reservation.Taken)) {
        return Optional.of(reservation);
      }
      if (!overtaking) {
        // Each number anew: jobs that passed the same one over would pass over each other.
        deadline = arrival.now().plus(OTHERS);
      }
      boolean finished = arrival.awaitUntil(key, version, deadline);
      if (!overtaking && (finished || newestNumber() > last)) {
        return Optional.empty();
      }
      if (!overtaking) {
        abandoned.add(number);
      }
    }
    throw new CacheException.Unavailable(
        Problem.of(
            "write the index " + prefix, service.endpoint().toString(), "no number is free"));
  }

  private int newestNumber() throws IOException {
    return service
        .find(prefix, version)
        .map(entry -> BuildKitKeys.indexNumber(prefix, entry.key()).orElse(0))
        .orElse(0);
  }
}
