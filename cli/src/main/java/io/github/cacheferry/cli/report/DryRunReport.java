package io.github.cacheferry.cli.report;

import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a command would do: where it would read and where it would write, and what it would run.
 *
 * @param command the command's name
 * @param reads where it would read, in this order
 * @param run the command that it would run; empty for none
 * @param writes where it would write
 */
public record DryRunReport(String command, List<Read> reads, List<String> run, List<Write> writes) {
  public DryRunReport {
    reads = List.copyOf(reads);
    run = List.copyOf(run);
    writes = List.copyOf(writes);
  }

  /** Writes the report to stdout. */
  public void write(Console console, boolean json) {
    if (json) {
      console.json(this::writeJson);
      return;
    }
    for (Read read : reads) {
      console.out(line("would read ", read.source(), read.scope(), read.state(), read.error()));
    }
    if (!run.isEmpty()) {
      console.out("would run " + ShellWord.line(run));
    }
    for (Write write : writes) {
      console.out(line("would write ", write.target(), write.scope(), write.access(), write.why()));
    }
  }

  private static String line(
      String verb, String place, Optional<String> scope, String state, Optional<String> why) {
    return verb
        + place
        + scope.map(name -> " (scope " + name + ")").orElse("")
        + ": "
        + state
        + why.map(text -> ", " + text).orElse("");
  }

  private void writeJson(JsonText json) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", command)
        .field("dryRun", true)
        .objects(
            "reads",
            reads,
            (item, read) ->
                item.field("source", read.source())
                    .field("scope", read.scope())
                    .field("state", read.state())
                    .field("error", read.error()));
    if (!run.isEmpty()) {
      json.strings("run", run);
    }
    json.objects(
        "writes",
        writes,
        (item, write) ->
            item.field("target", write.target())
                .field("scope", write.scope())
                .field("access", write.access())
                .field("why", write.why()));
  }

  /**
   * A place to read.
   *
   * @param source the place
   * @param scope the scope whose cache it is
   * @param state {@code there}, {@code none} or {@code failed}
   * @param error why it could not be read
   */
  public record Read(String source, Optional<String> scope, String state, Optional<String> error) {}

  /**
   * A place to write.
   *
   * @param target the place
   * @param scope the scope whose cache it is
   * @param access {@code writable}, {@code read-only}, {@code unknown} or {@code failed}
   * @param why what told so, if it may not be written
   */
  public record Write(String target, Optional<String> scope, String access, Optional<String> why) {}
}
