package io.github.cacheferry.cli.progress;

import io.github.cacheferry.cli.output.Console;
import java.time.Duration;

/** Shows warnings and nothing else. */
final class QuietProgress implements Progress {
  private final Console console;

  QuietProgress(Console console) {
    this.console = console;
  }

  @Override
  public void warned(String message) {
    console.err("warning: " + message);
  }

  @Override
  public void tick() {
    // time does not matter here
  }

  @Override
  public Duration interval() {
    return Duration.ofHours(1);
  }

  @Override
  public void close() {
    // nothing is open
  }
}
