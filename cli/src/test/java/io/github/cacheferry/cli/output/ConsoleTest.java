package io.github.cacheferry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

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
  void secretsReachNeitherStream() {
    captured.console().redactor().add("hunter22");
    captured.console().out("hunter22 and https://user:password@host/");
    captured.console().err("Authorization: Bearer abcdefghijkl hunter22");
    captured.console().errRaw("?sig=abcdefg&x");
    assertThat(captured.out()).isEqualTo("*** and https://***@host/\n");
    assertThat(captured.err()).isEqualTo("Authorization: Bearer *** ***\n?sig=***&x");
  }
}
