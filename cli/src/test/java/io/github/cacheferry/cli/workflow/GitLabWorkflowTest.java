package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.output.CapturedConsole;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GitLabWorkflowTest {
  /** Gitlab::Regex.logs_section_prefix_regex and what must follow. */
  private static final Pattern MARKER =
      Pattern.compile(
          "section_(?:start|end):([1-9][0-9]*):([a-zA-Z0-9_.-]+)(\\[[^]]*])?\\r\\u001b\\[0K");

  private static final String START =
      "\u001b[0Ksection_start:1763740800:cacheferry_import_1763740800123[collapsed=true]"
          + "\r\u001b[0Kcacheferry import";
  private static final String END =
      "\u001b[0Ksection_end:1763740800:cacheferry_import_1763740800123\r\u001b[0K";

  private final CapturedConsole captured = new CapturedConsole();
  private final Workflow workflow =
      new GitLabWorkflow(
          captured.console(),
          "cacheferry import",
          Clock.fixed(Instant.ofEpochMilli(1763740800123L), ZoneOffset.UTC));

  @Test
  void group_isASection() {
    workflow.beginGroup();
    captured.console().err("progress");
    workflow.endGroup();
    workflow.endGroup();
    assertThat(captured.err()).isEqualTo(START + "\nprogress\n" + END + "\n");
    assertThat(MARKER.matcher(captured.err()).results()).hasSize(2);
  }

  @Test
  void warning_endsTheSectionThatWouldHideIt() {
    workflow.beginGroup();
    assertThat(workflow.annotates()).isTrue();
    workflow.warning("slow");
    assertThat(workflow.annotates()).isFalse();
    workflow.error("gone");
    workflow.endGroup();
    assertThat(captured.err())
        .isEqualTo(START + "\n" + END + "\nwarning: slow\ncacheferry: gone\n");
  }

  @Test
  void of_choosesItByTheEnvironment() {
    Map<String, String> job = Map.of("GITLAB_CI", "true");
    assertThat(Workflow.of(job, Path.of(""), captured.console(), "cacheferry import"))
        .isInstanceOf(GitLabWorkflow.class);
  }

  @Test
  void guarded_whatOthersSayIsNoSection() {
    var console = Workflow.guarded(Map.of("GITLAB_CI", "true"), captured.console());
    console.err("said " + START);
    console.out("said " + END + " \u009b2J");
    assertThat(MARKER.matcher(captured.err() + captured.out()).find()).isFalse();
    assertThat(captured.err() + captured.out()).doesNotContain("\u001b").doesNotContain("\u009b");
  }
}
