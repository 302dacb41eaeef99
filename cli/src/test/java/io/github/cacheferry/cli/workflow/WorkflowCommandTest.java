package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.Golden;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.workflow.RunnerRules.Command;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowCommandTest {
  private static final List<String> TEXTS =
      List.of(
          "plain",
          "two\nlines",
          "\r\n",
          "100%",
          "%0A is no line break",
          "%250A",
          "%25",
          "a::b",
          "::error::no",
          "x,y=z:w;]",
          "##[error]old",
          "naïve ☕ 💥",
          " spaces ",
          "\"quoted\" \\",
          "=");

  static List<String> texts() {
    return TEXTS;
  }

  /** The same table is held against the official toolkit by e2e/gha-clients/workflow.mjs. */
  @Test
  void linesAreAsWritten() {
    Golden.check("workflow-commands.json", table());
  }

  private static String table() {
    var rows = new StringJoiner(",\n", "[\n", "\n]\n");
    for (String text : TEXTS) {
      String title = "<" + text + ">";
      rows.add(
          JsonText.object(
              new Redactor(),
              row ->
                  row.field("title", title)
                      .field("message", text)
                      .field("warning", new WorkflowCommand("warning", title, text).toString())
                      .field("mask", WorkflowCommand.of("add-mask", text).toString())));
    }
    return rows.toString();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void theRunnerReadsWhatWasMeant(String text) {
    String title = "<" + text + ">";
    var line = new WorkflowCommand("warning", title, text).toString();
    assertThat(line).doesNotContain("\n").doesNotContain("\r");
    assertThat(RunnerRules.command(line))
        .contains(new Command("warning", Map.of("title", title), text));
  }

  @Test
  void withoutATitleThereAreNoProperties() {
    assertThat(WorkflowCommand.of("endgroup", "").toString()).isEqualTo("::endgroup::");
    assertThat(new WorkflowCommand("warning", "a,b: c", "50%").toString())
        .isEqualTo("::warning title=a%2Cb%3A c::50%25");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::error::x",
        "  ::add-mask::x",
        "\u00a0::error::x",
        "\u2003 \u3000::error::x",
        "\u0085::error::x",
        "first\n\u2028\u202f::error::x",
        "\t::stop-commands::x",
        "said: ##[set-env name=X]y",
        "##[error]",
        "first\n::error::x",
        "first\n\n  ::error::x",
        "##[##[error]]",
        "::::error::x",
        ":::error::x"
      })
  void defused_textHoldsNoCommand(String text) {
    assertThat(RunnerRules.commands(WorkflowCommand.defuse(text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "warning: x", "[::1]:5000/app:cache: 3 blobs to move", "a ::b", "#[x]"})
  void defused_otherTextIsAsItWas(String text) {
    assertThat(WorkflowCommand.defuse(text)).isEqualTo(text);
  }
}
