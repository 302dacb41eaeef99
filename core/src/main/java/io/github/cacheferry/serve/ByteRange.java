package io.github.cacheferry.serve;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some bytes of a blob.
 *
 * @param start the first byte
 * @param end the first byte after them
 */
record ByteRange(long start, long end) {
  private static final Pattern REQUEST = Pattern.compile("bytes=(\\d{1,18})?-(\\d{1,18})?");
  private static final Pattern CONTENT = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/.+");

  long length() {
    return end - start;
  }

  /**
   * What the header {@code Range} asks for of a blob of this size: empty if it has to be ignored
   * (RFC 9110, section 14.2: a range that is not understood, or several), an empty range if there
   * are no such bytes.
   */
  static Optional<ByteRange> requested(String header, long size) {
    Matcher match = REQUEST.matcher(header.trim());
    if (!match.matches() || (match.group(1) == null && match.group(2) == null)) {
      return Optional.empty();
    }
    if (match.group(1) == null) {
      long last = Math.min(size, Long.parseLong(match.group(2)));
      return Optional.of(new ByteRange(size - last, size));
    }
    long start = Long.parseLong(match.group(1));
    long end = match.group(2) == null ? size : Math.min(size, Long.parseLong(match.group(2)) + 1);
    if (match.group(2) != null && Long.parseLong(match.group(2)) < start) {
      return Optional.empty();
    }
    return Optional.of(start < end ? new ByteRange(start, end) : new ByteRange(size, size));
  }

  /** What the header {@code Content-Range} of an upload says; empty if it makes no sense. */
  static Optional<ByteRange> sent(String header) {
    Matcher match = CONTENT.matcher(header.trim());
    if (!match.matches()) {
      return Optional.empty();
    }
    var range = new ByteRange(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)) + 1);
    return range.length() > 0 ? Optional.of(range) : Optional.empty();
  }
}
