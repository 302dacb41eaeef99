package io.github.cacheferry.cli.report;

import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.workflow.Movement;
import io.github.cacheferry.cli.workflow.Workflow;
import io.github.cacheferry.cli.wrapper.CacheFlags;
import io.github.cacheferry.graph.Healed;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.transfer.CopyResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What import says.
 *
 * @param dir the directory for the build
 * @param attempts what became of each source that was tried, in order
 * @param matchedScope the scope whose cache was restored; empty if none was or it has no scope
 * @param cacheFrom what the build reads; after a miss nothing, of which BuildKit would warn
 * @param cacheTo what the build writes; empty if nothing can be written in the directory
 */
public record ImportReport(
    String dir,
    List<Attempt> attempts,
    Optional<String> matchedScope,
    Optional<String> cacheFrom,
    Optional<String> cacheTo) {
  public ImportReport {
    attempts = List.copyOf(attempts);
  }

  /** The arguments for the build, option and value by turns. */
  private List<String> flags() {
    return new CacheFlags(cacheFrom.stream().toList(), cacheTo.stream().toList())
        .words("--cache-from", "--cache-to");
  }

  /** All sources that the cache was made of, in a line. */
  public String sources() {
    return attempts.stream()
        .filter(attempt -> attempt.outcome() == Outcome.RESTORED)
        .map(Attempt::source)
        .collect(Collectors.joining(" and "));
  }

  /** What was restored, in a line. */
  public String summary() {
    return hit()
        .map(
            hit ->
                "restored: "
                    + sources()
                    + (sources().equals(hit.source()) ? " is in " : " are in ")
                    + dir)
        .orElse(
            attempts.stream().anyMatch(attempt -> attempt.outcome() == Outcome.FAILED)
                ? "miss: no cache was restored"
                : "miss: no source has a cache");
  }

  /**
   * The same without anything to write: a build that is told to write where it cannot fails. What
   * is there may be read.
   */
  public ImportReport withoutTarget() {
    return new ImportReport(dir, attempts, matchedScope, cacheFrom, Optional.empty());
  }

  /** The first source that the cache was read from, if one was. */
  public Optional<Attempt> hit() {
    return attempts.stream().filter(attempt -> attempt.outcome() == Outcome.RESTORED).findFirst();
  }

  /** Writes the report to stdout: in text the flags, on one line of shell words. */
  public void write(Console console, boolean json) {
    if (json) {
      console.json(this::writeJson);
      return;
    }
    console.out(ShellWord.line(flags()));
  }

  /**
   * Tells the CI system what was restored. An exact hit is one of the first source: the others are
   * what restore keys are to actions/cache.
   */
  public void tell(Workflow workflow) {
    workflow.output("cache-hit", Boolean.toString(isExact()));
    workflow.output("restored", Boolean.toString(hit().isPresent()));
    workflow.output("cache-matched-scope", matchedScope.orElse(""));
    workflow.output("cache-from", cacheFrom.orElse(""));
    workflow.output("cache-to", cacheTo.orElse(""));
    workflow.output("bytes", Long.toString(bytesMoved()));
    workflow.output("dir", dir);
    workflow.output("source", hit().map(Attempt::source).orElse(""));
    workflow.output("manifest", hit().flatMap(Attempt::manifest).map(Digest::toString).orElse(""));
    workflow.output(
        "lost-steps",
        Integer.toString(hit().flatMap(Attempt::healed).map(Healed::steps).orElse(0)));
    workflow.summary(
        attempts.stream()
            .map(each -> new Movement(each.source(), dir, each.outcome().wire(), each.copy()))
            .toList());
  }

  private boolean isExact() {
    return !attempts.isEmpty() && attempts.get(0).outcome() == Outcome.RESTORED;
  }

  private long bytesMoved() {
    return attempts.stream()
        .flatMap(attempt -> attempt.copy().stream())
        .mapToLong(CopyResult::bytesMoved)
        .sum();
  }

  private void writeJson(JsonText json) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", "import")
        .field("cacheHit", isExact())
        .field("restored", hit().isPresent())
        .field("outcome", (hit().isPresent() ? Outcome.RESTORED : Outcome.MISS).wire())
        .field("source", hit().map(Attempt::source))
        .field("matchedScope", matchedScope)
        .field("dir", dir)
        .field("manifest", hit().flatMap(Attempt::manifest).map(Digest::toString))
        .object("healed", hit().flatMap(Attempt::healed), HealedParts::write)
        .object("bytes", bytes -> bytes.field("moved", bytesMoved()))
        .strings("flags", flags())
        .objects(
            "attempts",
            attempts,
            (item, attempt) ->
                item.field("source", attempt.source())
                    .field("outcome", attempt.outcome().wire())
                    .field("error", attempt.error()));
  }

  /** What can become of a source. */
  public enum Outcome {
    /** Its cache is in the directory. */
    RESTORED("restored"),
    /** It has no cache. */
    MISS("miss"),
    /** It could not be read. */
    FAILED("failed");

    private final String wire;

    Outcome(String wire) {
      this.wire = wire;
    }

    /** The word for outputs. */
    public String wire() {
      return wire;
    }
  }

  /**
   * What became of a source.
   *
   * @param source the source
   * @param outcome what became of it
   * @param manifest the digest of the cache's manifest, if it was restored
   * @param error why it could not be read, if it could not
   * @param copy what was moved, if it was restored; of several that became one cache the first has
   *     it
   * @param healed what was wrong with it, if it was restored and something was
   */
  public record Attempt(
      String source,
      Outcome outcome,
      Optional<Digest> manifest,
      Optional<String> error,
      Optional<CopyResult> copy,
      Optional<Healed> healed) {
    /** A source whose cache is in the directory. */
    public static Attempt restored(
        String source, Optional<CopyResult> copy, Optional<Digest> manifest) {
      return new Attempt(
          source, Outcome.RESTORED, manifest, Optional.empty(), copy, Optional.empty());
    }

    /** A source without a cache. */
    public static Attempt missed(String source) {
      return new Attempt(
          source,
          Outcome.MISS,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** A source that could not be read. */
    public static Attempt failed(String source, String error) {
      return new Attempt(
          source,
          Outcome.FAILED,
          Optional.empty(),
          Optional.of(error),
          Optional.empty(),
          Optional.empty());
    }

    /** The same, with what was wrong with its cache. */
    public Attempt healed(Healed what) {
      return new Attempt(
          source,
          outcome,
          manifest,
          error,
          copy,
          what.isChanged() ? Optional.of(what) : Optional.empty());
    }
  }
}
