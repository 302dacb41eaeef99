package io.github.cacheferry.cli.report;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.cli.workflow.Movement;
import io.github.cacheferry.cli.workflow.Workflow;
import io.github.cacheferry.graph.Healed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What heal says.
 *
 * @param source where the cache was read
 * @param target where what is sound of it was written or would be
 * @param outcome {@link #SOUND}, {@link #HEALED}, {@link #WOULD_HEAL}, or why it was not written in
 *     the word for outputs
 * @param healed what was wrong
 * @param published what was written, if anything was
 * @param reason why nothing was, if it may not be
 */
public record HealReport(
    String source,
    String target,
    String outcome,
    Healed healed,
    Optional<CacheExporter.Published> published,
    Optional<String> reason) {
  /** Nothing was wrong. */
  public static final String SOUND = "sound";

  /** What is sound was written. */
  public static final String HEALED = "healed";

  /** Something is wrong, and nothing was to be written. */
  public static final String WOULD_HEAL = "would-heal";

  /** Writes the report to stdout. */
  public void write(Console console, boolean json) {
    if (json) {
      console.json(this::writeJson);
      return;
    }
    Cache left = healed.cache();
    var text = new StringBuilder(outcome).append(": ").append(target);
    published.ifPresent(what -> text.append(' ').append(what.manifest()));
    text.append(" (")
        .append(Units.count(left.config().records().size(), "record"))
        .append(" and ")
        .append(Units.count(left.blobs().size(), "blob"))
        .append(outcome.equals(SOUND) ? ")" : " are sound)");
    console.out(text.toString());
    healed.report().forEach(line -> console.out("  " + line));
  }

  /** Tells the CI system what became of the cache. */
  public void tell(Workflow workflow) {
    reason.ifPresent(why -> workflow.warning("did not heal " + target + ": " + why));
    workflow.output("outcome", outcome);
    workflow.output("lost-blobs", Integer.toString(healed.blobs().size()));
    workflow.output("lost-steps", Integer.toString(healed.steps()));
    workflow.summary(List.of(new Movement(source, target, outcome, Optional.empty())));
  }

  private void writeJson(JsonText json) throws IOException {
    Cache left = healed.cache();
    json.field("schemaVersion", 1)
        .field("command", "heal")
        .field("source", source)
        .field("target", target)
        .field("outcome", outcome)
        .field("manifest", published.map(what -> what.manifest().toString()))
        .field("reference", published.map(CacheExporter.Published::reference))
        .object("lost", lost -> HealedParts.write(lost, healed))
        .object(
            "left",
            item ->
                item.field("records", left.config().records().size())
                    .field("blobs", left.blobs().size())
                    .field("bytes", left.totalSize()))
        .field("error", reason);
  }
}
