package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.output.CapturedConsole;
import io.github.cacheferry.cli.workflow.AgentRules.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AzureWorkflowTest {
  private static final Movement MOVED =
      new Movement("registry a/b:c", "local d", "restored", Optional.empty());

  @TempDir private Path directory;
  private final CapturedConsole captured = new CapturedConsole();
  private final Redactor redactor = captured.console().redactor();

  @Test
  void warning_isAnIssueThatTellsWhoseItIs() {
    redactor.add("50%;off");
    workflow().warning("refused 50%;off");
    assertThat(captured.err())
        .isEqualTo("##vso[task.logissue type=warning]cacheferry import: refused ***\n");
  }

  @Test
  void maskSecrets_masksEachLineThatTheAgentDoesNotKnow() {
    redactor.add("known-token");
    workflow().maskSecrets();
    redactor.add("first 100%\n\n  second\n}\n");
    assertThat(AgentRules.commands(captured.err()))
        .containsExactly(
            new Command("task.setsecret", Map.of(), "first 100%"),
            new Command("task.setsecret", Map.of(), "second"));
  }

  @Test
  void output_hasANameThatVariablesMayHave() {
    workflow().output("cache-matched-scope", "main");
    assertThat(AgentRules.outputs(captured.err())).isEqualTo(Map.of("cache_matched_scope", "main"));
  }

  @Test
  void output_thatTheStepHasAlreadyGetsANumber() {
    workflow().output("bytes", "1");
    workflow().output("bytes", "2");
    workflow().output("outcome", "saved");
    workflow().output("bytes", "3");
    assertThat(AgentRules.outputs(captured.err()))
        .isEqualTo(Map.of("bytes", "1", "bytes_2", "2", "bytes_3", "3", "outcome", "saved"));
  }

  @Test
  void output_ofAStepWithoutANameIsNone() {
    workflow(Map.of("TF_BUILD", "True", "SYSTEM_HOSTTYPE", "release")).output("bytes", "1");
    assertThat(captured.err()).isEmpty();
  }

  @Test
  void output_whereTheAgentsDirectoryIsGoneIsAWarning() {
    var environment = new HashMap<>(step());
    environment.put("AGENT_TEMPDIRECTORY", directory.resolve("none").toString());
    workflow(environment).output("bytes", "1");
    assertThat(captured.err()).startsWith("warning: could not set the step's output bytes");
  }

  @Test
  void variable_isForLaterStepsOfTheJob() {
    workflow().variable("CACHEFERRY_DIR", "/tmp/a b");
    assertThat(AgentRules.variables(captured.err()))
        .isEqualTo(Map.of("CACHEFERRY_DIR", "/tmp/a b"));
  }

  @Test
  void endGroup_withoutAGroupWritesNothing() {
    Workflow workflow = workflow();
    workflow.endGroup();
    workflow.beginGroup();
    workflow.endGroup();
    workflow.endGroup();
    assertThat(captured.errLines()).containsExactly("##[group]cacheferry import", "##[endgroup]");
  }

  @Test
  void summary_isAFileForTheAgentToUpload() throws IOException {
    redactor.add("hunter_22");
    Workflow workflow = workflow();
    workflow.summary(
        List.of(new Movement("registry hunter_22/b:c", "local d", "restored", Optional.empty())));
    workflow.summary(List.of(MOVED));
    List<Path> files =
        AgentRules.commands(captured.err()).stream()
            .peek(command -> assertThat(command.name()).isEqualTo("task.uploadsummary"))
            .map(command -> Path.of(command.data()))
            .toList();
    assertThat(files).hasSize(2).doesNotHaveDuplicates().allMatch(Path::isAbsolute);
    assertThat(Files.readString(files.get(0)))
        .startsWith("### cacheferry import\n")
        .contains("registry \\*\\*\\*/b:c")
        .doesNotContain("hunter_22");
  }

  @Test
  void summary_withoutADirectoryIsNone() {
    workflow(Map.of("TF_BUILD", "True")).summary(List.of(MOVED));
    workflow().summary(List.of());
    assertThat(captured.err()).isEmpty();
  }

  @Test
  void summary_thatCannotBeWrittenIsAWarning() {
    String none = directory.resolve("none").toString();
    workflow(Map.of("TF_BUILD", "True", "AGENT_TEMPDIRECTORY", none)).summary(List.of(MOVED));
    assertThat(captured.err()).startsWith("warning: could not write the step's summary");
  }

  @Test
  void guarded_whatOthersSayIsNoCommand() {
    var console = Workflow.guarded(Map.of("TF_BUILD", "True"), captured.console());
    console.err("said ##vso[task.complete result=Failed]");
    console.out("said ##vso[task.complete result=Failed]");
    console.json(json -> json.field("error", "said ##vso[task.complete result=Failed]"));
    assertThat(AgentRules.commands(captured.err() + captured.out())).isEmpty();
    assertThat(captured.out()).contains("\"said \\u0023\\u0023vso[task");
  }

  private Workflow workflow() {
    return workflow(step());
  }

  private Map<String, String> step() {
    return Map.of(
        "TF_BUILD", "True",
        "AGENT_TEMPDIRECTORY", directory.toString(),
        "SYSTEM_TASKINSTANCEID", "5caf77c8-9b10-50ef-b5c7-ca89c63e1c86",
        "SYSTEM_TASKINSTANCENAME", "CmdLine2",
        "SYSTEM_ACCESSTOKEN", "known-token");
  }

  private Workflow workflow(Map<String, String> environment) {
    return Workflow.of(environment, directory, captured.console(), "cacheferry import");
  }
}
