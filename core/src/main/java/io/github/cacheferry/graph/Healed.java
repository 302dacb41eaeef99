package io.github.cacheferry.graph;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.model.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cache that a builder can be given, and what it took.
 *
 * @param cache the sound cache; the same object as before if nothing was wrong with it
 * @param blobs the blobs that cannot be used, and why
 * @param results the results left out, since they need one of the blobs
 * @param steps the records that had results and have none any more: the steps to be built again
 * @param records the records left out that BuildKit refuses or can never match
 * @param doubles the records that were joined with one of the same identity
 * @param links the alternatives left out since they closed a loop
 * @param descriptors the descriptors without their time of creation, which BuildKit cannot read
 */
public record Healed(
    Cache cache,
    Map<Digest, String> blobs,
    int results,
    int steps,
    int records,
    int doubles,
    int links,
    int descriptors) {
  public Healed {
    blobs = Collections.unmodifiableMap(new TreeMap<>(blobs));
  }

  /** Whether something was wrong. */
  public boolean isChanged() {
    return results + records + doubles + links + descriptors + blobs.size() > 0;
  }

  /** What was wrong, for a person: a phrase for each kind. */
  public List<String> report() {
    var report = new ArrayList<String>();
    blobs.forEach((blob, why) -> report.add("blob " + blob + " " + why));
    tell(
        report,
        results,
        "result",
        " left out for want of such a blob: " + counted(steps, "step") + " lost");
    tell(report, records, "record", " left out that BuildKit refuses");
    tell(report, doubles, "record", " joined with one of the same key");
    tell(report, links, "link", " left out that closed a loop");
    tell(report, descriptors, "time", " of creation left out that BuildKit cannot read");
    return report;
  }

  private static void tell(List<String> report, int count, String noun, String what) {
    if (count > 0) {
      report.add(counted(count, noun) + what);
    }
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
