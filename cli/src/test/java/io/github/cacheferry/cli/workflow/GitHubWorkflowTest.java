package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.output.CapturedConsole;
import io.github.cacheferry.cli.workflow.RunnerRules.Command;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GitHubWorkflowTest {
  private final CapturedConsole captured = new CapturedConsole();
  private final Redactor redactor = captured.console().redactor();
  private final Workflow workflow =
      Workflow.of(
          Map.of("GITHUB_ACTIONS", "true", "ACTIONS_RUNTIME_TOKEN", "known-token"),
          Path.of(""),
          captured.console(),
          "cacheferry export");

  @Test
  void maskSecrets_masksWhatIsKnownAndWhatIsLearnedLater() {
    redactor.add("hunter22");
    workflow.maskSecrets();
    redactor.add("later 100%");
    redactor.add("hunter22");
    assertThat(captured.err()).isEqualTo("::add-mask::hunter22\n::add-mask::later 100%25\n");
  }

  @Test
  void maskSecrets_masksEachLineOfASecret() {
    workflow.maskSecrets();
    redactor.add("-----BEGIN-----\r\nfirst\n\n  second\n}\n");
    assertThat(RunnerRules.commands(captured.err()))
        .extracting(Command::data)
        .containsExactly("-----BEGIN-----", "first", "second");
  }

  @Test
  void maskSecrets_leavesOutWhatTheRunnerMasksByItself() {
    workflow.maskSecrets();
    redactor.add("known-token");
    redactor.add("abc");
    assertThat(captured.err()).isEmpty();
  }

  @Test
  void warning_masksASecretThatEscapingWouldChange() {
    redactor.add("50%:off");
    workflow.warning("refused 50%:off");
    assertThat(captured.err()).isEqualTo("::warning title=cacheferry export::refused ***\n");
  }

  @Test
  void endGroup_withoutAGroupWritesNothing() {
    workflow.endGroup();
    workflow.beginGroup();
    workflow.endGroup();
    workflow.endGroup();
    assertThat(captured.errLines()).containsExactly("::group::cacheferry export", "::endgroup::");
  }

  @Test
  void guarded_whatOthersSayIsNoCommand() {
    var console = Workflow.guarded(Map.of("GITHUB_ACTIONS", "true"), captured.console());
    console.err("::error::x");
    console.err("the server said ##[add-mask]x");
    assertThat(RunnerRules.commands(captured.err())).isEmpty();
  }
}
