package io.github.cacheferry.cli.progress;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The targets of a run, in the order in which their plans came. */
final class Tallies {
  private final Map<String, TargetTally> tallies = new LinkedHashMap<>();

  TargetTally planned(String target, int blobs, long bytes, long nowNanos) {
    var tally = new TargetTally(tallies.size() + 1, target, blobs, bytes, nowNanos);
    tallies.put(target, tally);
    return tally;
  }

  /** The target's tally; one without a plan if none was told. */
  TargetTally of(String target, long nowNanos) {
    TargetTally known = tallies.get(target);
    return known == null ? planned(target, 0, 0, nowNanos) : known;
  }

  Collection<TargetTally> all() {
    return tallies.values();
  }

  /** What tells the target's lines apart where there are several targets. */
  String label(TargetTally tally) {
    return tallies.size() < 2 ? "" : "[" + tally.number() + "] ";
  }
}
