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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The numbered index of one name and ref. Entries cannot be changed, so each export makes the next
 * number; the newest one counts.
 */
final class IndexEntry {
  private static final int MOST_TRIES = 200;

  /**
   * How long, all in all, jobs that have taken a number may take to finish it before they are
   * passed over. A number is taken when all blobs are there, so they need about a second.
   */
  private static final Duration OTHERS = Duration.ofSeconds(5);

  private final ActionsCache service;
  private final String prefix;
  private final String version;
  private final EntryUpload upload;
  private final Arrival arrival;
  private Optional<Reservation.Open> ahead = Optional.empty();
  private long aheadSize;

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

  /** The newest index's bytes, if there is one. */
  Optional<byte[]> newest() throws IOException {
    Optional<ActionsCache.Entry> entry = service.find(prefix, version);
    if (entry.isEmpty() || BuildKitKeys.indexNumber(prefix, entry.get().key()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(service.read(entry.get(), CacheDocuments.CONFIG_LIMIT));
  }

  /** Takes a number now; {@link #write} goes on from there. */
  Reservation reserveAhead(long size) throws IOException {
    Reservation reservation = next(newestNumber(), true, size).orElseThrow();
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
    Optional<Reservation> mine =
        ahead
            .filter(open -> open.key().equals(prefix + (last + 1)) && aheadSize == document.length)
            .map(open -> open);
    ahead = Optional.empty();
    if (mine.isEmpty()) {
      mine = next(last, false, document.length);
    }
    return mine.isEmpty() ? Optional.empty() : Optional.of(send(mine.get(), document));
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
      String key = prefix + number;
      Reservation reservation = upload.reserve(key, version, size);
      if (!(reservation instanceof Reservation.Taken)) {
        return Optional.of(reservation);
      }
      boolean finished = arrival.awaitUntil(key, version, deadline);
      if (!overtaking && (finished || newestNumber() > last)) {
        return Optional.empty();
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
