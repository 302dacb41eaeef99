package io.github.cacheferry.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.cli.doctor.Tool.Answer;
import io.github.cacheferry.cli.doctor.Tool.Kind;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTest {
  @TempDir private Path directory;

  @Test
  void anAnswerIsWhatIsPrinted() throws IOException {
    assertThat(ask("printf '%s-' \"$@\"; echo loud >&2"))
        .isEqualTo(new Answer(Kind.PRINTED, "a-b c-"));
  }

  @Test
  void aComplaintIsTheLineThatSaysWhatIsWrong() throws IOException {
    assertThat(ask("printf 'WARNING: old\\n\\nERROR: no builder found\\nTry help\\n' >&2; exit 3"))
        .isEqualTo(new Answer(Kind.FAILED, "ERROR: no builder found"));
    assertThat(ask("exit 1")).isEqualTo(new Answer(Kind.FAILED, "it failed without a word"));
  }

  @Test
  void aProgramThatIsNotThereIsMissing() throws IOException {
    assertThat(new Tool(context()).ask("nowhere", List.of()).kind()).isEqualTo(Kind.MISSING);
  }

  @Test
  void aProgramThatHangsIsKilledWithWhatItStarted() throws IOException {
    Path file = directory.resolve("child");
    script("sleep 600 & echo $! >child.new && mv child.new child; wait");
    Duration patience = Duration.ofSeconds(1);
    while (!Files.exists(file)) {
      assertThat(ask(patience).kind()).isEqualTo(Kind.HUNG);
      patience = patience.multipliedBy(2); // for a machine where it had not begun
    }
    long child = Long.parseLong(Files.readString(file).strip());
    assertThat(ProcessHandle.of(child).map(ToolTest::ended).orElse(true)).isTrue();
  }

  @Test
  void aProgramThatIsKilledSinceTheRunWasStoppedDidNotFail() throws IOException {
    RunContext context = context();
    context.cancellation().expire();
    script("exec sleep 600");
    assertThatThrownBy(() -> new Tool(context).ask("tool", List.of()))
        .isInstanceOf(CacheException.Cancelled.class);
  }

  @Test
  void aProgramThatPrintsWithoutEndIsNotReadWithoutEnd() throws IOException {
    script("while :; do echo more; done");
    assertThat(ask(Duration.ofSeconds(2)).isPrinted()).isFalse();
  }

  /** Killed, and perhaps not yet buried by whoever inherited it. */
  private static boolean ended(ProcessHandle child) {
    return child.onExit().completeOnTimeout(child, 60, TimeUnit.SECONDS).join() != null
        && !child.isAlive();
  }

  private Answer ask(String script) throws IOException {
    script(script);
    return ask(Duration.ofMinutes(1));
  }

  private Answer ask(Duration patience) throws IOException {
    return new Tool(context(), patience).ask("tool", List.of("a", "b c"));
  }

  private void script(String script) throws IOException {
    Path file = Files.writeString(directory.resolve("tool"), "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private RunContext context() {
    return Runs.in(directory, Map.of("PATH", directory + "::/usr/bin:/bin"), TransferListener.NONE);
  }
}
