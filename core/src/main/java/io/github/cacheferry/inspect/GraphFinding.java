package io.github.cacheferry.inspect;

import io.github.cacheferry.graph.Healed;
import java.util.ArrayList;
import java.util.List;

/**
 * Something wrong with the records of a cache.
 *
 * @param kind what is wrong
 * @param count how often
 */
public record GraphFinding(Kind kind, int count) {
  /** What is wrong with the records, as healing found it. */
  public static List<GraphFinding> of(Healed healed) {
    var findings = new ArrayList<GraphFinding>();
    add(findings, Kind.REFUSED_RECORDS, healed.records());
    add(findings, Kind.LOOPING_LINKS, healed.links());
    add(findings, Kind.UNREADABLE_TIMES, healed.descriptors());
    add(findings, Kind.DOUBLE_RECORDS, healed.doubles());
    return findings;
  }

  private static void add(List<GraphFinding> findings, Kind kind, int count) {
    if (count > 0) {
      findings.add(new GraphFinding(kind, count));
    }
  }

  /** Whether present builds are not harmed by it. */
  public boolean isHarmless() {
    return kind == Kind.DOUBLE_RECORDS;
  }

  /** What can be wrong with records. */
  public enum Kind {
    /** With such a record BuildKit reads nothing of the cache. */
    REFUSED_RECORDS(
        "refused-records",
        "records stand on themselves, on nothing or on a random key: BuildKit does not read the"
            + " cache"),
    /** With such a link, too. */
    LOOPING_LINKS("looping-links", "links close a loop: BuildKit does not read the cache"),
    /** BuildKit builds a step again if it cannot read when a layer was made. */
    UNREADABLE_TIMES("unreadable-times", "blobs have a time of creation that BuildKit cannot read"),
    /** BuildKit before 0.25 sees the last of them only. */
    DOUBLE_RECORDS(
        "double-records", "records have the key of another: BuildKit before 0.25 misses hits");

    private final String wire;
    private final String detail;

    Kind(String wire, String detail) {
      this.wire = wire;
      this.detail = detail;
    }

    /** The word for outputs. */
    public String wire() {
      return wire;
    }

    /** What it means, for a person. */
    public String detail() {
      return detail;
    }
  }
}
