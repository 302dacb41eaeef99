package io.github.cacheferry.cli.report;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.inspect.Finding;
import io.github.cacheferry.inspect.GraphFinding;
import java.io.IOException;
import java.util.List;

/**
 * What verify says.
 *
 * @param source where the cache was read
 * @param cache the cache
 * @param deep whether the blobs were uncompressed
 * @param findings what is wrong with its blobs
 * @param records what is wrong with its records
 */
public record VerifyReport(
    String source, Cache cache, boolean deep, List<Finding> findings, List<GraphFinding> records) {
  public VerifyReport {
    findings = List.copyOf(findings);
    records = List.copyOf(records);
  }

  /** Whether nothing is wrong that would harm a build. */
  public boolean isSound() {
    return findings.isEmpty() && records.stream().allMatch(GraphFinding::isHarmless);
  }

  /** Writes the report to stdout. */
  public void write(Console console, boolean json) {
    if (json) {
      console.json(this::writeJson);
      return;
    }
    console.out((isSound() ? "sound: " : "damaged: ") + source + " (" + numbers() + ")");
    for (Finding finding : findings) {
      console.out("");
      console.out(finding.kind().wire() + ": " + finding.blob() + ": " + finding.detail());
      console.out("  costs " + costs(finding));
    }
    for (GraphFinding finding : records) {
      console.out("");
      console.out(
          (finding.isHarmless() ? "note: " : "")
              + finding.kind().wire()
              + " ("
              + finding.count()
              + "): "
              + finding.kind().detail());
    }
  }

  private String numbers() {
    String blobs =
        Units.count(cache.blobs().size(), "blob") + ", " + Units.bytes(cache.totalSize());
    return findings.isEmpty()
        ? blobs
            + (deep
                ? ": every digest, size and diffID is right"
                : ": every digest and size is right")
        : Units.count(findings.stream().map(Finding::blob).distinct().count(), "bad blob")
            + " of "
            + blobs;
  }

  private String costs(Finding finding) {
    if (finding.steps().isEmpty()) {
      return "no step";
    }
    var text = new StringBuilder(Units.count(finding.steps().size(), "step")).append(':');
    for (int step : finding.steps()) {
      text.append(' ').append(StepName.of(cache.config().records().get(step)));
    }
    return text.toString();
  }

  private void writeJson(JsonText json) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", "verify")
        .field("source", source)
        .field(
            "manifest",
            cache.manifestDocument().map(document -> document.descriptor().digest().toString()))
        .field("blobs", cache.blobs().size())
        .field("bytes", cache.totalSize())
        .field("deep", deep)
        .field("sound", isSound())
        .objects("findings", findings, this::writeFinding)
        .objects("records", records, VerifyReport::writeRecords);
  }

  private static void writeRecords(JsonText json, GraphFinding finding) throws IOException {
    json.field("kind", finding.kind().wire())
        .field("count", finding.count())
        .field("harmless", finding.isHarmless())
        .field("detail", finding.kind().detail());
  }

  private void writeFinding(JsonText json, Finding finding) throws IOException {
    json.field("kind", finding.kind().wire())
        .field("blob", finding.blob().toString())
        .field("detail", finding.detail())
        .objects(
            "steps",
            finding.steps(),
            (item, step) ->
                item.field("record", step)
                    .field("digest", cache.config().records().get(step).digest()));
  }
}
