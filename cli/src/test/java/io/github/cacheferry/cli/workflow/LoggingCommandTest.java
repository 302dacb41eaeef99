package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.workflow.AgentRules.Command;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoggingCommandTest {
  @ParameterizedTest
  @MethodSource("io.github.cacheferry.cli.workflow.WorkflowCommandTest#texts")
  void theAgentReadsWhatWasMeant(String text) {
    String line = LoggingCommand.output("name", text).toString();
    assertThat(line).doesNotContain("\n").doesNotContain("\r");
    assertThat(AgentRules.command(line))
        .contains(
            new Command("task.setvariable", Map.of("variable", "name", "isoutput", "true"), text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;isOutput=true", "a]b", "100%", "%3B", "%5D]", "%AZP25", "a\r\nb"})
  void aPropertyIsNoFurtherProperty(String name) {
    String line = LoggingCommand.variable(name, "value").toString();
    assertThat(AgentRules.command(line))
        .contains(new Command("task.setvariable", Map.of("variable", name), "value"));
  }

  @Test
  void linesAreAsWritten() {
    assertThat(LoggingCommand.issue("warning", "50%\nmore"))
        .hasToString("##vso[task.logissue type=warning]50%AZP25%0Amore");
    assertThat(LoggingCommand.output("cache_hit", "true"))
        .hasToString("##vso[task.setvariable variable=cache_hit;isOutput=true]true");
    assertThat(LoggingCommand.of("task.setsecret", "a;b]c"))
        .hasToString("##vso[task.setsecret]a;b]c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "##vso[task.setvariable variable=PATH]/evil",
        "the server said ##vso[task.complete result=Failed]",
        "a\n##[error]b",
        "####vso[task.x]",
        "##[##vso[task.x]",
        "##vs##vsoo[task.x]"
      })
  void defused_textHoldsNoCommand(String text) {
    String defused = LoggingCommand.defuse(text);
    assertThat(AgentRules.commands(defused)).isEmpty();
    assertThat(defused).doesNotContain("##vso").doesNotContain("##[");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "warning: x", "# title", "## title", "[::1]:5000/app"})
  void defused_otherTextIsAsItWas(String text) {
    assertThat(LoggingCommand.defuse(text)).isEqualTo(text);
  }
}
