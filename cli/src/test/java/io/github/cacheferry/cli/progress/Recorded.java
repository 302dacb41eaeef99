package io.github.cacheferry.cli.progress;

import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The events of a run as a transfer emits them. */
final class Recorded {
  static final String ONE = "registry one.example/app:cache";
  static final String TWO = "local /tmp/two:latest";
  static final Descriptor LARGE = blob("large", 20_000_000);
  static final Descriptor SMALL = blob("small", 108);

  private Recorded() {}

  static Descriptor blob(String text, long size) {
    return Descriptor.of("x", Digest.of(text.getBytes(StandardCharsets.UTF_8)), size);
  }

  /** A copy of two blobs to one target, one of them with a wait on the way; ends after 3 s. */
  static void play(Progress progress, ManualClock clock) {
    progress.planned(ONE, 2, 20_000_108, 3);
    progress.started(ONE, LARGE);
    progress.started(ONE, SMALL);
    clock.pass(Duration.ofMillis(500));
    progress.tick();
    progress.moved(ONE, SMALL, 108);
    progress.finished(ONE, SMALL, Put.COPIED);
    progress.moved(ONE, LARGE, 4_000_000);
    progress.waiting("429 from one.example", Duration.ofSeconds(1));
    clock.pass(Duration.ofMillis(1500));
    progress.warned("the manifest is large");
    progress.tick();
    progress.moved(ONE, LARGE, 16_000_000);
    clock.pass(Duration.ofSeconds(1));
    progress.finished(ONE, LARGE, Put.COPIED);
  }
}
