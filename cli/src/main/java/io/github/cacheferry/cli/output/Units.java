package io.github.cacheferry.cli.output;

import io.github.cacheferry.model.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Bytes, durations and ages in the few characters that a person reads. */
public final class Units {
  private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB"};

  private Units() {}

  /** Decimal units as in registries and in BuildKit: {@code 108 B}, {@code 12.3 MB}. */
  public static String bytes(long count) {
    if (count < 1000) {
      return count + " B";
    }
    double value = count;
    int unit = 0;
    while (value >= 999.95 && unit < BYTES.length - 1) {
      value /= 1000;
      unit++;
    }
    return tenths(value) + " " + BYTES[unit];
  }

  /** {@code 0.4 s}, {@code 12.3 s}, {@code 2 min 05 s}. */
  public static String duration(Duration duration) {
    if (duration.toMillis() < 99_950) {
      return tenths(duration.toMillis() / 1000.0) + " s";
    }
    long seconds = (duration.toMillis() + 500) / 1000;
    if (seconds < 3600) {
      return seconds / 60 + " min " + twoDigits(seconds % 60) + " s";
    }
    return seconds / 3600 + " h " + twoDigits(seconds % 3600 / 60) + " min";
  }

  /** How long ago it was: {@code 3 d ago}; empty where the time is not known. */
  public static Optional<String> age(Timestamp time, Instant now) {
    if (time.isUnknown()) {
      return Optional.empty();
    }
    long seconds = Duration.between(time.instant(), now).toSeconds();
    if (seconds < 0) {
      return Optional.of("in the future");
    }
    if (seconds < 60) {
      return Optional.of(seconds + " s ago");
    }
    if (seconds < 3600) {
      return Optional.of(seconds / 60 + " min ago");
    }
    return Optional.of(
        seconds < 2 * 86_400 ? seconds / 3600 + " h ago" : seconds / 86_400 + " d ago");
  }

  /** {@code 1 blob}, {@code 2 blobs}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Seconds with three decimals, for JSON. */
  public static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** Without {@code String.format}, whose machinery takes longer than a small copy. */
  private static String tenths(double value) {
    long tenths = Math.round(value * 10);
    return tenths / 10 + "." + tenths % 10;
  }

  private static String twoDigits(long number) {
    return number < 10 ? "0" + number : String.valueOf(number);
  }
}
