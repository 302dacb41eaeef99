package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.workflow.RunnerRules.Command;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
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
        "="
      })
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
