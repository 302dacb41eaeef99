package io.github.cacheferry.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cli.output.CapturedConsole;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlainProgressTest {
  private final CapturedConsole captured = new CapturedConsole();
  private final ManualClock clock = new ManualClock();
  private final PlainProgress progress = new PlainProgress(captured.console(), clock);
  private final String large = Recorded.LARGE.digest().shortForm();
  private final String small = Recorded.SMALL.digest().shortForm();

  @Test
  void aLineForEachEvent() {
    Recorded.play(progress, clock);
    assertThat(captured.errLines())
        .containsExactly(
            "registry one.example/app:cache: 2 blobs to move (20.0 MB), 3 there already",
            "copy " + large + " 20.0 MB",
            "copy " + small + " 108 B",
            "done " + small + " 108 B, 0.5 s",
            "waiting 1.0 s: 429 from one.example",
            "warning: the manifest is large",
            "done " + large + " 20.0 MB, 3.0 s");
  }

  @Test
  void severalTargetsAreToldApart() {
    progress.planned(Recorded.ONE, 1, 108, 0);
    progress.planned(Recorded.TWO, 1, 108, 0);
    progress.started(Recorded.TWO, Recorded.SMALL);
    progress.finished(Recorded.TWO, Recorded.SMALL, Put.LINKED);
    progress.finished(Recorded.ONE, Recorded.SMALL, Put.PRESENT);
    assertThat(captured.errLines())
        .containsExactly(
            "registry one.example/app:cache: 1 blob to move (108 B), 0 there already",
            "[2] local /tmp/two:latest: 1 blob to move (108 B), 0 there already",
            "[2] copy " + small + " 108 B",
            "[2] linked " + small + " 108 B, 0.0 s",
            "[1] was there " + small + " 108 B, 0.0 s");
  }

  @Test
  void silenceNeverLastsTenSeconds() {
    progress.planned(Recorded.ONE, 1, 20_000_000, 0);
    progress.started(Recorded.ONE, Recorded.LARGE);
    int lines = captured.errLines().size();
    for (int second = 0; second < 60; second++) {
      progress.moved(Recorded.ONE, Recorded.LARGE, 100_000);
      clock.pass(Duration.ofSeconds(1));
      progress.tick();
    }
    assertThat(captured.errLines()).hasSizeGreaterThanOrEqualTo(lines + 6);
    assertThat(captured.errLines().get(lines))
        .isEqualTo("still copying: 0/1 blobs, 800.0 kB of 20.0 MB, 100.0 kB/s, 8.0 s");
  }

  @Test
  void beforeThereIsAPlanItSaysThatItWorks() {
    clock.pass(Duration.ofSeconds(7));
    progress.tick();
    assertThat(captured.err()).isEmpty();
    clock.pass(Duration.ofSeconds(1));
    progress.tick();
    assertThat(captured.errLines()).containsExactly("still working, 8.0 s");
  }

  @Test
  void afterItWasClosedItSaysNothing() {
    progress.close();
    progress.warned("late");
    clock.pass(Duration.ofMinutes(1));
    progress.tick();
    assertThat(captured.err()).isEmpty();
  }
}
