package io.github.cacheferry.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cli.output.CapturedConsole;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RawJsonProgressTest {
  private final CapturedConsole captured = new CapturedConsole();
  private final ManualClock clock = new ManualClock();
  private final RawJsonProgress progress = new RawJsonProgress(captured.console(), clock);

  @Test
  void anObjectForEachEvent() {
    Recorded.play(progress, clock);
    String target = "\"target\":\"registry one.example/app:cache\"";
    String large = "\"blob\":\"" + Recorded.LARGE.digest() + "\"";
    String small = "\"blob\":\"" + Recorded.SMALL.digest() + "\"";
    assertThat(captured.errLines())
        .containsExactly(
            "{\"event\":\"planned\",\"seconds\":0.0,"
                + target
                + ",\"blobs\":2,\"bytes\":20000108,\"present\":3}",
            "{\"event\":\"started\",\"seconds\":0.0,"
                + target
                + ","
                + large
                + ",\"size\":20000000}",
            "{\"event\":\"started\",\"seconds\":0.0," + target + "," + small + ",\"size\":108}",
            "{\"event\":\"moved\",\"seconds\":0.5," + target + "," + small + ",\"bytes\":108}",
            "{\"event\":\"finished\",\"seconds\":0.5,"
                + target
                + ","
                + small
                + ",\"how\":\"copied\",\"bytes\":108}",
            "{\"event\":\"moved\",\"seconds\":0.5," + target + "," + large + ",\"bytes\":4000000}",
            "{\"event\":\"waiting\",\"seconds\":0.5,\"reason\":\"429 from one.example\","
                + "\"duration\":1.0}",
            "{\"event\":\"warned\",\"seconds\":2.0,\"message\":\"the manifest is large\"}",
            "{\"event\":\"moved\",\"seconds\":2.0," + target + "," + large + ",\"bytes\":20000000}",
            "{\"event\":\"finished\",\"seconds\":3.0,"
                + target
                + ","
                + large
                + ",\"how\":\"copied\",\"bytes\":20000000}");
  }

  @Test
  void movedBytesAreSummedUp() {
    progress.started(Recorded.ONE, Recorded.LARGE);
    for (int i = 0; i < 1000; i++) {
      progress.moved(Recorded.ONE, Recorded.LARGE, 1000);
      clock.pass(Duration.ofMillis(1));
    }
    progress.finished(Recorded.ONE, Recorded.LARGE, Put.COPIED);
    assertThat(captured.errLines()).hasSizeBetween(4, 8).last().asString().contains("1000000");
  }
}
