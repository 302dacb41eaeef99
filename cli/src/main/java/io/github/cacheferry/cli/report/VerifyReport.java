package io.github.cacheferry.cli.report;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.inspect.Finding;
import java.io.IOException;
import java.util.List;

/**
 * What verify says.
 *
 * @param source where the cache was read
 * @param cache the cache
 * @param findings what is wrong with it
 */
public record VerifyReport(String source, Cache cache, List<Finding> findings) {
  public VerifyReport {
    findings = List.copyOf(findings);
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return findings.isEmpty();
  }

  /** Writes the report to stdout. */
  public void write(Console console, boolean json) {
    if (json) {
      console.out(JsonText.object(console.redactor(), this::writeJson));
      return;
    }
    console.out((isSound() ? "sound: " : "damaged: ") + source + " (" + numbers() + ")");
    for (Finding finding : findings) {
      console.out("");
      console.out(finding.kind().wire() + ": " + finding.blob() + ": " + finding.detail());
      console.out("  costs " + costs(finding));
    }
  }

  private String numbers() {
    String blobs =
        Units.count(cache.blobs().size(), "blob") + ", " + Units.bytes(cache.totalSize());
    return isSound()
        ? blobs + ": every digest, size and diffID is right"
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
        .field("sound", isSound())
        .objects("findings", findings, this::writeFinding);
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
