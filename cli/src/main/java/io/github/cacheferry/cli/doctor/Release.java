package io.github.cacheferry.cli.doctor;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of a program, as far as its features go by it: {@code v0.29.1+ds1} is 0.29.
 *
 * @param major the first number
 * @param minor the second number
 */
record Release(int major, int minor) implements Comparable<Release> {
  private static final Pattern FORM = Pattern.compile("v?(\\d{1,5})\\.(\\d{1,5})(?:\\D.*)?");
  private static final Comparator<Release> ORDER =
      Comparator.comparingInt(Release::major).thenComparingInt(Release::minor);

  /**
   * The version that a program told; empty if it told none: distributions build BuildKit and buildx
   * as {@code v0.0.0+unknown}.
   */
  static Optional<Release> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    return form.matches()
        ? Optional.of(new Release(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2))))
            .filter(release -> release.major() > 0 || release.minor() > 0)
        : Optional.empty();
  }

  @Override
  public int compareTo(Release other) {
    return ORDER.compare(this, other);
  }

  /** Whether it lacks what came with the other. */
  boolean isBefore(Release other) {
    return compareTo(other) < 0;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
