package io.github.cacheferry.cli.report;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.cli.workflow.Movement;
import io.github.cacheferry.cli.workflow.Workflow;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Merged;
import io.github.cacheferry.transfer.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What migrate and export say.
 *
 * @param command the command's name
 * @param source where the cache was read
 * @param targets what became of each target; empty if it did not come so far
 * @param failure why the source could not be read
 */
public record SaveReport(
    String command, String source, List<TargetOutcome> targets, Optional<CacheException> failure) {
  /** The outcome of an export of a directory without a cache. */
  public static final String NO_CACHE = "skipped-no-cache";

  public SaveReport {
    targets = List.copyOf(targets);
  }

  /** The outcome of all targets together, in one of the words for a single one. */
  public String outcome() {
    if (failure.isPresent()) {
      return Status.FAILED.wire();
    }
    if (targets.isEmpty()) {
      return NO_CACHE;
    }
    Status first = targets.get(0).result().status();
    if (targets.stream().allMatch(target -> target.result().status() == first)) {
      return first.wire();
    }
    if (targets.stream().allMatch(target -> target.result().status().isDone())) {
      return Status.SAVED.wire();
    }
    boolean some =
        targets.stream()
            .anyMatch(
                target ->
                    target.result().status().isDone()
                        || target.result().status() == Status.PARTIAL);
    return (some ? Status.PARTIAL : Status.FAILED).wire();
  }

  /** Tells the CI system which targets did not get the cache and why, and what was moved. */
  public void tell(Workflow workflow) {
    for (TargetOutcome outcome : targets) {
      CopyResult result = outcome.result();
      Optional<String> trouble =
          result
              .failure()
              .map(failure -> failure.problem().toString())
              .or(
                  () ->
                      result
                          .reason()
                          .map(why -> "did not save to " + result.target() + ": " + why));
      if (trouble.isPresent() && outcome.soft()) {
        workflow.warning(trouble.get());
      } else if (trouble.isPresent()) {
        workflow.error(trouble.get());
      }
    }
    workflow.output("outcome", outcome());
    workflow.output("bytes", Long.toString(bytesMoved()));
    workflow.summary(movements());
  }

  private long bytesMoved() {
    return targets.stream().mapToLong(target -> target.result().bytesMoved()).sum();
  }

  private List<Movement> movements() {
    return targets.isEmpty()
        ? List.of(new Movement(source, "", outcome(), Optional.empty()))
        : targets.stream().map(target -> movement(target.result())).toList();
  }

  private Movement movement(CopyResult result) {
    return new Movement(source, result.target(), result.status().wire(), Optional.of(result));
  }

  /** Writes the report to stdout. */
  public void write(Console console, boolean json) {
    if (json) {
      console.json(this::writeJson);
    } else {
      targets.forEach(target -> console.out(text(target)));
    }
  }

  private void writeJson(JsonText json) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", command)
        .field("source", source)
        .objects("targets", targets, SaveReport::writeTarget)
        .field("outcome", outcome())
        .field("error", failure.map(cause -> cause.problem().toString()));
  }

  private static void writeTarget(JsonText json, TargetOutcome outcome) throws IOException {
    CopyResult result = outcome.result();
    json.field("target", result.target())
        .field("outcome", result.status().wire())
        .field("manifest", result.published().map(published -> published.manifest().toString()))
        .field("reference", result.published().map(CacheExporter.Published::reference))
        .object(
            "blobs",
            blobs ->
                blobs.field("moved", result.blobsMoved()).field("present", result.blobsPresent()))
        .object("bytes", bytes -> bytes.field("moved", result.bytesMoved()))
        .field("seconds", Units.seconds(result.took()))
        .field(
            "error", result.failure().map(cause -> cause.problem().toString()).or(result::reason));
    if (outcome.merged().isPresent()) {
      Merged merged = outcome.merged().get();
      json.object("merged", item -> writeMerged(item, merged));
    }
  }

  private static void writeMerged(JsonText json, Merged merged) throws IOException {
    json.field("rounds", merged.rounds())
        .field("exports", merged.exports())
        .field("records", merged.records())
        .field("layers", merged.layers())
        .strings("leftOut", merged.leftOut());
  }

  private static String text(TargetOutcome outcome) {
    String text = text(outcome.result());
    if (outcome.merged().isEmpty() || !outcome.result().status().isMoved()) {
      return text;
    }
    Merged merged = outcome.merged().get();
    return text
        + "; with what was there "
        + Units.count(merged.records(), "record")
        + " and "
        + Units.count(merged.layers(), "layer")
        + " of "
        + Units.count(merged.exports(), "export")
        + (merged.rounds() > 1 ? ", after " + merged.rounds() + " rounds" : "");
  }

  private static String text(CopyResult result) {
    var text = new StringBuilder(result.status().wire()).append(": ").append(result.target());
    result.published().ifPresent(published -> text.append(' ').append(published.manifest()));
    if (result.status().isMoved()) {
      text.append(" (")
          .append(Units.count(result.blobsMoved(), "blob"))
          .append(" moved, ")
          .append(Units.bytes(result.bytesMoved()))
          .append("; ")
          .append(result.blobsPresent())
          .append(" there already; ")
          .append(Units.duration(result.took()))
          .append(')');
    }
    return text.toString();
  }
}
