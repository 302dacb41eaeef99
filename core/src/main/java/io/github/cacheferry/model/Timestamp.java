package io.github.cacheferry.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * A point in time as BuildKit writes it: RFC 3339 with up to nine fractional digits and an offset.
 * The text is kept, so that what was read is written back to the byte; comparing is by {@link
 * #instant}.
 *
 * @param text the RFC 3339 text, for example {@code 2026-11-21T08:45:10.12634796Z}
 */
public record Timestamp(String text) implements Comparable<Timestamp> {
  /** What Go accepts; Java would also take times without seconds, small letters and more. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

  /** Go's zero time, which BuildKit writes where it does not know the time. */
  public static final Timestamp UNKNOWN = new Timestamp("0001-01-01T00:00:00Z");

  private static final int LONGEST = 64;

  public Timestamp {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("not an RFC 3339 time: longer than 64 characters");
    }
    parse(text);
  }

  /** The time of this instant, in UTC, written as Go writes it: without trailing zeros. */
  public static Timestamp of(Instant instant) {
    return new Timestamp(
        DateTimeFormatter.ISO_INSTANT.format(instant).replaceFirst("(\\.\\d*?)0+Z$", "$1Z"));
  }

  /** The instant that the text names. */
  public Instant instant() {
    return parse(text).toInstant();
  }

  /** Whether this is Go's zero time, that is, whether the time is not known. */
  public boolean isUnknown() {
    return instant().equals(UNKNOWN_INSTANT);
  }

  @Override
  public int compareTo(Timestamp other) {
    return instant().compareTo(other.instant());
  }

  @Override
  public String toString() {
    return text;
  }

  private static final Instant UNKNOWN_INSTANT =
      OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).toInstant();

  private static OffsetDateTime parse(String text) {
    if (!RFC_3339.matcher(text).matches()) {
      throw new IllegalArgumentException("not an RFC 3339 time: " + text);
    }
    try {
      return OffsetDateTime.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not an RFC 3339 time: " + text, e);
    }
  }
}
