package io.github.cacheferry.cli.report;

import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.graph.Healed;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** What was wrong with a cache, for scripts and for a warning. */
public final class HealedParts {
  private static final int NAMED = 3;

  private HealedParts() {}

  /** In a sentence, of which most caches need the first half only. */
  public static String summary(Healed healed) {
    var parts = new ArrayList<String>();
    if (!healed.blobs().isEmpty()) {
      String names =
          healed.blobs().keySet().stream()
              .limit(NAMED)
              .map(Digest::toString)
              .collect(Collectors.joining(", "));
      parts.add(
          Units.count(healed.blobs().size(), "blob")
              + " missing or of no use ("
              + names
              + (healed.blobs().size() > NAMED ? ", …" : "")
              + "), which costs "
              + Units.count(healed.steps(), "step"));
    }
    if (healed.records() + healed.links() > 0) {
      parts.add("records that BuildKit refuses");
    }
    if (healed.descriptors() > 0) {
      parts.add("times that BuildKit cannot read");
    }
    if (healed.doubles() > 0) {
      parts.add("records that are there twice");
    }
    return String.join("; ", parts);
  }

  /** Writes what was left out into an object. */
  static void write(JsonText json, Healed healed) throws IOException {
    json.objects(
            "blobs",
            healed.blobs().entrySet(),
            (item, blob) ->
                item.field("blob", blob.getKey().toString()).field("reason", blob.getValue()))
        .field("results", healed.results())
        .field("steps", healed.steps())
        .field("records", healed.records())
        .field("doubles", healed.doubles())
        .field("links", healed.links())
        .field("times", healed.descriptors());
  }
}
