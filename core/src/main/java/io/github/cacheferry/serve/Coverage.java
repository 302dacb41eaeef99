package io.github.cacheferry.serve;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Which ranges of a file have been written, in whatever order they came. */
final class Coverage {
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /** Adds the bytes from {@code start} up to but not including {@code end}. */
  void add(long start, long end) {
    long from = start;
    long to = end;
    Map.Entry<Long, Long> near = ends.floorEntry(to);
    while (near != null && near.getValue() >= from) {
      from = Math.min(from, near.getKey());
      to = Math.max(to, near.getValue());
      ends.remove(near.getKey());
      near = ends.floorEntry(to);
    }
    ends.put(from, to);
  }

  /** The length of what was written, if it begins at zero and has no holes. */
  OptionalLong length() {
    if (ends.size() != 1 || ends.firstKey() != 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(ends.firstEntry().getValue());
  }
}
