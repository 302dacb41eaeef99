package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.output.CapturedConsole;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuildkiteWorkflowTest {
  private static final Map<String, String> STEP = Map.of("BUILDKITE", "true");

  private final CapturedConsole captured = new CapturedConsole();
  private final Workflow workflow =
      Workflow.of(STEP, Path.of(""), captured.console(), "cacheferry export");

  @Test
  void group_isAHeading() {
    workflow.beginGroup();
    workflow.endGroup();
    assertThat(captured.err()).isEqualTo("--- cacheferry export\n");
  }

  @Test
  void warning_unfoldsTheGroup() {
    workflow.warning("slow");
    workflow.error("gone");
    assertThat(captured.errLines())
        .containsExactly("^^^ +++", "warning: slow", "^^^ +++", "cacheferry: gone");
  }

  @Test
  void warningThatIsToldInTheGroup_unfoldsItAtItsEnd() {
    workflow.beginGroup();
    workflow.warned();
    workflow.warned();
    assertThat(captured.errLines()).containsExactly("--- cacheferry export");
    workflow.endGroup();
    workflow.endGroup();
    assertThat(captured.errLines()).containsExactly("--- cacheferry export", "^^^ +++");
  }

  @Test
  void warningWithoutAGroup_unfoldsNothing() {
    workflow.warned();
    workflow.endGroup();
    assertThat(captured.err()).isEmpty();
  }

  @Test
  void guarded_whatOthersSayIsNoHeading() {
    var console = Workflow.guarded(STEP, captured.console());
    console.err("--- a\n+++ b\n~~~ c\n^^^ +++\n---no\n\u001b]1338;url=x\u0007");
    assertThat(captured.errLines())
        .containsExactly(" --- a", " +++ b", " ~~~ c", " ^^^ +++", "---no", "?]1338;url=x?");
  }
}
