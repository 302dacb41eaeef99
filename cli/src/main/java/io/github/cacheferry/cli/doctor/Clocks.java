package io.github.cacheferry.cli.doctor;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far others' clocks are ahead of this machine's. Safe for use by many threads. */
final class Clocks {
  private final InstantSource own;
  private final Map<String, Duration> ahead = new ConcurrentHashMap<>();

  /**
   * @param own this machine's clock
   */
  Clocks(InstantSource own) {
    this.own = own;
  }

  /** Takes the {@code Date} header of an answer that has just come. */
  void tell(String host, String date) {
    try {
      tell(host, ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      // A server whose date is none tells nothing about clocks.
    }
  }

  /** Takes what somebody's clock shows now. */
  void tell(String whose, Instant time) {
    ahead.putIfAbsent(whose, Duration.between(own.instant(), time));
  }

  /** By whose clock it is, negative if that is behind. */
  Map<String, Duration> ahead() {
    return Map.copyOf(ahead);
  }
}
