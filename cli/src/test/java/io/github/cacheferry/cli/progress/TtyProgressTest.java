package io.github.cacheferry.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.output.CapturedConsole;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TtyProgressTest {
  private final CapturedConsole captured = new CapturedConsole();
  private final ManualClock clock = new ManualClock();

  private TtyProgress progress(boolean colours, int columns) {
    return new TtyProgress(captured.console(), new TerminalTraits(true, colours, columns), clock);
  }

  @Test
  void theScreenShowsTheBarsAndWarningsStayAbove() {
    TtyProgress progress = progress(false, 80);
    Recorded.play(progress, clock);
    progress.tick();
    assertThat(Screen.of(captured.err()))
        .containsExactly(
            "waiting 1.0 s: 429 from one.example",
            "warning: the manifest is large",
            "registry one.example/app:cache",
            "  [====================] 2/2 blobs, 20.0 MB of 20.0 MB, 6.7 MB/s");
    progress.close();
    assertThat(Screen.of(captured.err()))
        .containsExactly("waiting 1.0 s: 429 from one.example", "warning: the manifest is large");
  }

  @Test
  void blobsUnderWayAreListedAFewOfThem() {
    TtyProgress progress = progress(false, 80);
    progress.planned(Recorded.ONE, 9, 900, 0);
    for (int i = 0; i < 9; i++) {
      progress.started(Recorded.ONE, Recorded.blob("blob " + i, 100));
    }
    progress.moved(Recorded.ONE, Recorded.blob("blob 0", 100), 50);
    clock.pass(Duration.ofSeconds(1));
    progress.tick();
    assertThat(Screen.of(captured.err()))
        .hasSize(6)
        .contains("  [=                   ] 0/9 blobs, 50 B of 900 B, 50 B/s")
        .contains("    " + Recorded.blob("blob 0", 100).digest().shortForm() + "  50 B of 100 B");
  }

  @Test
  void linesAreCutToTheWidth() {
    TtyProgress progress = progress(false, 24);
    Recorded.play(progress, clock);
    progress.tick();
    assertThat(Screen.of(captured.err())).contains("registry one.example/a…");
  }

  @Test
  void coloursAreShownOnlyWhereTheyAreWanted() {
    progress(false, 80).warned("plain");
    assertThat(captured.err()).doesNotContain("\u001b[33m");
    progress(true, 80).warned("yellow");
    assertThat(captured.err()).contains("\u001b[33mwarning: yellow\u001b[0m");
  }

  @Test
  void whatCommandsATerminalIsShownAsSomethingElse() {
    progress(true, 80).warned("no \u001b[2J such thing");
    assertThat(captured.err()).contains("warning: no ?[2J such thing");
  }

  @Test
  void closedItDrawsNoMore() {
    TtyProgress progress = progress(false, 80);
    progress.close();
    progress.tick();
    progress.warned("late");
    assertThat(captured.err()).isEmpty();
  }
}
