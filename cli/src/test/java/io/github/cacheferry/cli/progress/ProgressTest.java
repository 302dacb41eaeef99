package io.github.cacheferry.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.output.CapturedConsole;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final CapturedConsole captured = new CapturedConsole();

  private Progress make(ProgressMode mode, Map<String, String> environment) {
    return Progress.of(mode, TerminalTraits.of(environment), captured.console(), new ManualClock());
  }

  @Test
  void auto_redrawsOnATerminalOnly() {
    var terminal = Map.of("CACHEFERRY_TERMINAL", "120", "TERM", "xterm");
    var dumb = Map.of("CACHEFERRY_TERMINAL", "120", "TERM", "dumb");
    assertThat(make(ProgressMode.AUTO, terminal)).isInstanceOf(TtyProgress.class);
    assertThat(make(ProgressMode.AUTO, dumb)).isInstanceOf(PlainProgress.class);
    assertThat(make(ProgressMode.AUTO, Map.of("TERM", "xterm"))).isInstanceOf(PlainProgress.class);
    assertThat(make(ProgressMode.PLAIN, terminal)).isInstanceOf(PlainProgress.class);
    assertThat(make(ProgressMode.TTY, Map.of())).isInstanceOf(TtyProgress.class);
  }

  @Test
  void traits_comeFromTheEnvironment() {
    assertThat(TerminalTraits.of(Map.of("CACHEFERRY_TERMINAL", "120", "TERM", "xterm")))
        .isEqualTo(new TerminalTraits(true, true, 120));
    assertThat(
            TerminalTraits.of(
                Map.of("CACHEFERRY_TERMINAL", "no", "TERM", "xterm", "NO_COLOR", "1")))
        .isEqualTo(new TerminalTraits(true, false, 80));
  }

  @Test
  void quiet_showsWarningsOnly() {
    Progress progress = make(ProgressMode.QUIET, Map.of());
    Recorded.play(progress, new ManualClock());
    assertThat(captured.errLines()).containsExactly("warning: the manifest is large");
  }

  @Test
  void mode_isFoundByBuildKitsNames() {
    assertThat(ProgressMode.find("rawjson")).contains(ProgressMode.RAWJSON);
    assertThat(ProgressMode.find("none")).contains(ProgressMode.QUIET);
    assertThat(ProgressMode.find("PLAIN")).isEmpty();
  }

  @Test
  void clockwork_tellsThatTimePasses() throws InterruptedException {
    var ticks = new CountDownLatch(3);
    var progress = new TickCounter(ticks);
    try (var clockwork = Clockwork.start(progress)) {
      assertThat(ticks.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(clockwork).isNotNull();
    }
  }

  private static final class TickCounter implements Progress {
    private final CountDownLatch ticks;

    TickCounter(CountDownLatch ticks) {
      this.ticks = ticks;
    }

    @Override
    public void tick() {
      ticks.countDown();
    }

    @Override
    public java.time.Duration interval() {
      return java.time.Duration.ofMillis(1);
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
