package io.github.cacheferry.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/**
 * A point in time as BuildKit writes it: RFC 3339 with up to nine fractional digits and an offset.
 * The text is kept, so that what was read is written back to the byte; comparing is by {@link
 * #instant}.
 *
 * <p>What Go accepts is accepted: Java's own parsers would also take times without seconds, small
 * letters and more, and cost more at start-up than all the rest of reading a config.
 *
 * @param text the RFC 3339 text, for example {@code 2026-11-21T08:45:10.12634796Z}
 */
public record Timestamp(String text) implements Comparable<Timestamp> {
  private static final String SHAPE = "0000-00-00T00:00:00";
  private static final int FRACTION = SHAPE.length();
  private static final int MOST_DIGITS = 9;
  private static final int LONGEST = FRACTION + 1 + MOST_DIGITS + "+00:00".length();
  private static final long UNKNOWN_SECOND = -62_135_596_800L;

  /** Go's zero time, which BuildKit writes where it does not know the time. */
  public static final Timestamp UNKNOWN = new Timestamp("0001-01-01T00:00:00Z");

  public Timestamp {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "not an RFC 3339 time: longer than " + LONGEST + " characters");
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
    return parse(text);
  }

  /** Whether this is Go's zero time, that is, whether the time is not known. */
  public boolean isUnknown() {
    Instant instant = instant();
    return instant.getEpochSecond() == UNKNOWN_SECOND && instant.getNano() == 0;
  }

  @Override
  public int compareTo(Timestamp other) {
    return instant().compareTo(other.instant());
  }

  @Override
  public String toString() {
    return text;
  }

  private static Instant parse(String text) {
    if (!hasShape(text, 0, SHAPE)) {
      throw invalid(text);
    }
    int at = FRACTION;
    long nanos = 0;
    if (at < text.length() && text.charAt(at) == '.') {
      int start = ++at;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      int digits = at - start;
      if (digits == 0 || digits > MOST_DIGITS) {
        throw invalid(text);
      }
      nanos = number(text, start, digits);
      for (int i = digits; i < MOST_DIGITS; i++) {
        nanos *= 10;
      }
    }
    return Instant.ofEpochSecond(local(text) - offset(text, at), nanos);
  }

  /** The seconds since 1970 of what the text says before its fraction, as if it were in UTC. */
  private static long local(String text) {
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    if (hour > 23 || minute > 59 || second > 59) {
      throw invalid(text);
    }
    try {
      LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
      return day.toEpochDay() * 86_400L + hour * 3600L + minute * 60L + second;
    } catch (DateTimeException e) {
      throw invalid(text);
    }
  }

  /** The seconds by which the text is ahead of UTC. */
  private static long offset(String text, int at) {
    if (text.length() == at + 1 && text.charAt(at) == 'Z') {
      return 0;
    }
    boolean east = hasShape(text, at, "+00:00");
    if ((!east && !hasShape(text, at, "-00:00")) || text.length() != at + 6) {
      throw invalid(text);
    }
    int hours = number(text, at + 1, 2);
    int minutes = number(text, at + 4, 2);
    if (hours > 23 || minutes > 59) {
      throw invalid(text);
    }
    int seconds = hours * 3600 + minutes * 60;
    return east ? seconds : -seconds;
  }

  /** Whether the text has a digit where the shape has one, and the shape's other characters. */
  private static boolean hasShape(String text, int at, String shape) {
    if (text.length() < at + shape.length()) {
      return false;
    }
    for (int i = 0; i < shape.length(); i++) {
      char wanted = shape.charAt(i);
      char found = text.charAt(at + i);
      if (wanted == '0' ? !isDigit(found) : found != wanted) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int number(String text, int at, int digits) {
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      number = number * 10 + (text.charAt(i) - '0');
    }
    return number;
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("not an RFC 3339 time: " + text);
  }
}
