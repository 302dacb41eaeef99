package io.github.cacheferry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.child.Launch;
import io.github.cacheferry.cli.child.SilentChild;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolAnswerTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void ask_givesWhatIsPrintedAndNotWhatIsSaidBesides() throws CacheException {
    assertThat(ask("pwd; echo \"$X\"; echo no >&2", LONG))
        .isEqualTo(new ToolAnswer(directory + "\nyes\n", ""));
  }

  @Test
  void ask_givesTheEnvironmentThatTheBuildHas() throws CacheException {
    assertThat(ask("env", LONG).text()).doesNotContain("LC_ALL", "CACHEFERRY_");
  }

  @Test
  void ask_aFailureIsNoAnswer() throws CacheException {
    assertThat(ask("echo 1.2.3; exit 4", LONG))
        .isEqualTo(new ToolAnswer("", "it ended with exit code 4"));
  }

  @Test
  void ask_oneThatNeverEndsIsEnded() throws CacheException {
    assertThat(ask("exec sleep 1000", Duration.ofMillis(100)).failure())
        .startsWith("it took longer than");
    assertThat(ask("exec 1>&-; exec sleep 1000", Duration.ofMillis(100)).failure())
        .startsWith("it took longer than");
    assertThat(ask("while :; do echo yes; done", Duration.ofMillis(300)).failure())
        .startsWith("it took longer than");
  }

  @Test
  void ask_oneThatPrintsTooMuchHasNotAnswered() throws CacheException {
    assertThat(ask("head -c 100000 /dev/zero", LONG).failure())
        .isEqualTo("it printed more than 16384 bytes");
  }

  @Test
  void ask_oneThatIsNotThereIsAUsageError() {
    assertThatThrownBy(() -> ToolAnswer.ask(List.of("/nowhere/dagger"), child(), LONG))
        .isInstanceOf(CacheException.Usage.class);
  }

  private ToolAnswer ask(String script, Duration patience) throws CacheException {
    return ToolAnswer.ask(List.of("/bin/sh", "-c", script), child(), patience);
  }

  private SilentChild child() {
    Map<String, String> environment =
        Map.of(
            "PATH", "/usr/bin:/bin",
            "X", "yes",
            "LC_ALL", "C.UTF-8",
            "CACHEFERRY_LC_ALL", "",
            "CACHEFERRY_TERMINAL", "80");
    return new SilentChild(new Launch(environment, directory), Cancellation.unbounded());
  }
}
