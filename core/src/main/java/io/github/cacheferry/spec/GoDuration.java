package io.github.cacheferry.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Durations as Go writes them: {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 1.5h}. */
public final class GoDuration {
  private static final int LONGEST = 32;

  private GoDuration() {}

  /** The duration, or empty if the text is none that is longer than nothing. */
  public static Optional<Duration> parse(String text) {
    long nanos = 0;
    int at = 0;
    while (at < text.length() && text.length() <= LONGEST) {
      int number = at;
      while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      int unit = at;
      while (at < text.length() && Character.isLetter(text.charAt(at))) {
        at++;
      }
      try {
        long nanosOfUnit = nanosOf(text.substring(unit, at));
        BigDecimal value = new BigDecimal(text.substring(number, unit));
        nanos =
            Math.addExact(
                nanos,
                value.multiply(BigDecimal.valueOf(nanosOfUnit)).toBigInteger().longValueExact());
      } catch (ArithmeticException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return nanos > 0 ? Optional.of(Duration.ofNanos(nanos)) : Optional.empty();
  }

  private static long nanosOf(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "us", "µs", "μs" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> throw new IllegalArgumentException("no unit: " + unit);
    };
  }
}
