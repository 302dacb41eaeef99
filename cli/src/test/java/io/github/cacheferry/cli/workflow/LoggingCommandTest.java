package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.Golden;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.workflow.AgentRules.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
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

  /** The same table is held against Azure's own task library by e2e/ci-parsers/azure.mjs. */
  @Test
  void tableOfLinesIsAsWritten() {
    Golden.check("logging-commands.json", table());
  }

  private static String table() {
    var rows = new StringJoiner(",\n", "[\n", "\n]\n");
    var texts = new ArrayList<>(WorkflowCommandTest.texts());
    texts.addAll(List.of("a;isOutput=true", "a]b", "%3B", "%5D]", "%AZP25", "%AZP250A", "\r"));
    for (String text : texts) {
      String name = "<" + text + ">";
      rows.add(
          JsonText.object(
              new Redactor(),
              row ->
                  row.field("name", name)
                      .field("text", text)
                      .field("variable", LoggingCommand.variable(name, text).toString())
                      .field("output", LoggingCommand.output(name, text).toString())
                      .field("warning", LoggingCommand.issue("warning", text).toString())
                      .field("secret", LoggingCommand.of("task.setsecret", text).toString())));
    }
    return rows.toString();
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
