package io.github.cacheferry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void dataAndTheRestGoSeparateWays() {
    captured.console().out("data");
    captured.console().err("rest");
    captured.console().errRaw("…");
    assertThat(captured.out()).isEqualTo("data\n");
    assertThat(captured.err()).isEqualTo("rest\n…");
  }

  @Test
  void whatCommandsATerminalIsShownAsSomethingElse() {
    captured.console().out("a\u001b]0;title\u0007b\u009b2Jc\u007f\b\td\ne ☕");
    captured.console().err("\u001b[2J");
    captured.console().errRaw("\u001b[2J");
    assertThat(captured.out()).isEqualTo("a?]0;title?b?2Jc??\td\ne ☕\n");
    assertThat(captured.err()).isEqualTo("?[2J\n\u001b[2J");
  }

  @Test
  void aSecretIsMaskedBeforeAnythingInItIsChanged() {
    captured.console().redactor().add("pass##[\u001bword");
    captured.console().guarded(text -> text.replace("##[", "## [")).err("it is pass##[\u001bword");
    assertThat(captured.err()).isEqualTo("it is ***\n");
  }

  @Test
  void dataThatCouldNotBeWrittenIsALossUnlessNobodyWantedIt() throws IOException {
    for (String reason : new String[] {"No space left on device", "Broken pipe"}) {
      var stream = new WatchedStream(new Failing(reason));
      assertThat(stream.loss()).isEmpty();
      var print = new PrintStream(stream, false, StandardCharsets.UTF_8);
      print.print("data");
      print.flush();
      assertThat(stream.loss().orElse("none")).isEqualTo(reason.replace("Broken pipe", "none"));
    }
  }

  private static final class Failing extends OutputStream {
    private final String reason;

    private Failing(String reason) {
      this.reason = reason;
    }

    @Override
    public void write(int single) throws IOException {
      throw new IOException(reason);
    }
  }

  @Test
  void secretsReachNeitherStream() {
    captured.console().redactor().add("hunter22");
    captured.console().out("hunter22 and https://user:password@host/");
    captured.console().err("Authorization: Bearer abcdefghijkl hunter22");
    captured.console().errRaw("?sig=abcdefg&x");
    assertThat(captured.out()).isEqualTo("*** and https://***@host/\n");
    assertThat(captured.err()).isEqualTo("Authorization: Bearer *** ***\n?sig=***&x");
  }
}
