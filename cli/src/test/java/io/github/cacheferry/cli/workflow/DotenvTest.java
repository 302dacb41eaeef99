package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cli.output.CapturedConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotenvTest {
  @TempDir private Path directory;
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void set_takesTheOldValuesPlaceAndKeepsWhatOthersWrote() throws IOException {
    Files.writeString(file(), "THEIRS=a b $c\nOURS=1\nOURS_TOO=1");
    var dotenv = new Dotenv(file());
    assertThat(dotenv.set("OURS", Optional.of("type=local,src=/tmp/x"))).isTrue();
    assertThat(dotenv.set("EMPTY", Optional.of(""))).isTrue();
    assertThat(Files.readString(file()))
        .isEqualTo("THEIRS=a b $c\nOURS_TOO=1\nOURS=type=local,src=/tmp/x\nEMPTY=\n");
    assertThat(dotenv.set("OURS", Optional.empty())).isTrue();
    assertThat(variables()).containsOnlyKeys("THEIRS", "OURS_TOO", "EMPTY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nCI_DEPLOY=1",
        "a\rb",
        "a b",
        " a",
        "$CI_JOB_TOKEN",
        "${X}",
        "`id`",
        "$(id)",
        "a;id",
        "a&b",
        "a|b",
        "'a'",
        "\"a\"",
        "a\\b",
        "~",
        "*",
        "a#b",
        "ü",
        "\u2028",
        "\0",
        "a>b",
        "(a)"
      })
  void set_refusesAValueThatAReaderWouldTakeForMore(String value) {
    assertThat(Dotenv.canHold(value)).isFalse();
    assertThatThrownBy(() -> new Dotenv(file()).set("NAME", Optional.of(value)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A-B", "A B", "1A", "A=B", "A\nB", "Ä"})
  void set_refusesANameThatIsNone(String name) {
    assertThatThrownBy(() -> new Dotenv(file()).set(name, Optional.of("1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void set_leavesAFileAsItWasThatWouldBeTooLarge() throws IOException {
    String theirs = "A=" + "x".repeat(Dotenv.LIMIT - 8) + "\n";
    Files.writeString(file(), theirs);
    assertThat(new Dotenv(file()).set("B", Optional.of("12"))).isTrue();
    assertThat(Files.size(file())).isEqualTo(Dotenv.LIMIT);
    assertThat(new Dotenv(file()).set("B", Optional.of("123"))).isFalse();
    assertThat(Files.readString(file())).isEqualTo(theirs + "B=12\n");

    Files.writeString(file(), "A=" + "x".repeat(Dotenv.LIMIT));
    assertThat(new Dotenv(file()).set("B", Optional.of("1"))).isFalse();
  }

  @Test
  void outputs_areUnderTheCommandsName() throws IOException {
    workflow("cacheferry import").output("cache-matched-scope", "main");
    workflow("cacheferry import").output("bytes", "5");
    workflow("cacheferry export").output("bytes", "7");
    workflow("cacheferry import").output("source", "registry a/b:c");
    assertThat(variables())
        .containsExactly(
            Map.entry("CACHEFERRY_IMPORT_CACHE_MATCHED_SCOPE", "main"),
            Map.entry("CACHEFERRY_IMPORT_BYTES", "5"),
            Map.entry("CACHEFERRY_EXPORT_BYTES", "7"));
    assertThat(captured.err()).isEmpty();
  }

  @Test
  void outputs_aValueThatCannotBeInItIsAWarningAndNoOldValueStays() throws IOException {
    Workflow workflow = workflow("cacheferry import");
    workflow.output("dir", "/tmp/a");
    workflow.output("dir", "/tmp/a b\nINJECTED=1");
    assertThat(variables()).isEmpty();
    assertThat(captured.errLines())
        .singleElement()
        .asString()
        .startsWith("warning: CACHEFERRY_IMPORT_DIR is not in ");
  }

  @Test
  void outputs_areMasked() throws IOException {
    captured.console().redactor().add("hunter22");
    workflow("cacheferry import").output("dir", "/tmp/hunter22");
    assertThat(Files.readString(file())).doesNotContain("hunter22");
  }

  @Test
  void outputs_aFileThatCannotBeWrittenIsOneWarning() throws IOException {
    Files.createDirectory(file());
    Workflow workflow = workflow("cacheferry import");
    workflow.output("bytes", "1");
    workflow.output("restored", "true");
    assertThat(captured.errLines()).singleElement().asString().contains("could not write");
  }

  @Test
  void outputs_goToTheCiSystemToo() throws IOException {
    Workflow workflow =
        Workflow.of(
            Map.of(
                "TF_BUILD", "True",
                "AGENT_TEMPDIRECTORY", directory.toString(),
                "SYSTEM_TASKINSTANCEID", "1",
                "SYSTEM_TASKINSTANCENAME", "CmdLine",
                "CACHEFERRY_DOTENV", "outputs.env"),
            directory,
            captured.console(),
            "cacheferry export");
    workflow.output("outcome", "saved");
    assertThat(AgentRules.outputs(captured.err())).isEqualTo(Map.of("outcome", "saved"));
    assertThat(variables()).isEqualTo(Map.of("CACHEFERRY_EXPORT_OUTCOME", "saved"));
  }

  private Workflow workflow(String title) {
    return Workflow.of(
        Map.of("CACHEFERRY_DOTENV", "outputs.env"), directory, captured.console(), title);
  }

  private Path file() {
    return directory.resolve("outputs.env");
  }

  /** What GitLab reads: each line must be of this form, and there may be no empty one. */
  private Map<String, String> variables() throws IOException {
    var variables = new LinkedHashMap<String, String>();
    for (String line : Files.readString(file()).split("\n")) {
      if (Files.size(file()) > 0) {
        Matcher matcher = Pattern.compile("^(.*?)=(.*)$").matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        variables.put(matcher.group(1).strip(), matcher.group(2).strip());
      }
    }
    return variables;
  }
}
