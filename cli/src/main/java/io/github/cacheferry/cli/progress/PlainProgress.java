package io.github.cacheferry.cli.progress;

import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.model.Descriptor;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A line for the plan, for the start and the end of each blob, for each warning and wait, and a
 * sign of life when nothing else was said for a while: in a CI log silence reads as a hang.
 */
final class PlainProgress implements Progress {
  private static final long SILENCE_NANOS = Duration.ofSeconds(8).toNanos();
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Console console;
  private final LongSupplier nanos;
  private final Tallies tallies = new Tallies();
  private final long startNanos;
  private long lastNanos;
  private boolean closed;

  PlainProgress(Console console, LongSupplier nanos) {
    this.console = console;
    this.nanos = nanos;
    startNanos = nanos.getAsLong();
    lastNanos = startNanos;
  }

  @Override
  public synchronized void planned(String target, int blobs, long bytes, int present) {
    TargetTally tally = tallies.planned(target, blobs, bytes, nanos.getAsLong());
    line(
        (tally.number() > 1 ? "[" + tally.number() + "] " : "")
            + target
            + ": "
            + Units.count(blobs, "blob")
            + " to move ("
            + Units.bytes(bytes)
            + "), "
            + present
            + " there already");
  }

  @Override
  public synchronized void started(String target, Descriptor blob) {
    TargetTally tally = tallies.of(target, nanos.getAsLong());
    tally.started(blob, nanos.getAsLong());
    line(tallies.label(tally) + "copy " + name(blob));
  }

  @Override
  public synchronized void moved(String target, Descriptor blob, long bytes) {
    tallies.of(target, nanos.getAsLong()).moved(blob, bytes);
  }

  @Override
  public synchronized void finished(String target, Descriptor blob, CacheExporter.Put how) {
    TargetTally tally = tallies.of(target, nanos.getAsLong());
    Duration took = tally.finished(blob, nanos.getAsLong());
    String word =
        switch (how) {
          case COPIED -> "done ";
          case LINKED -> "linked ";
          case PRESENT -> "was there ";
        };
    line(tallies.label(tally) + word + name(blob) + ", " + Units.duration(took));
  }

  @Override
  public synchronized void waiting(String why, Duration duration) {
    line("waiting " + Units.duration(duration) + ": " + why);
  }

  @Override
  public synchronized void warned(String message) {
    line("warning: " + message);
  }

  @Override
  public synchronized void tick() {
    long now = nanos.getAsLong();
    if (now - lastNanos < SILENCE_NANOS) {
      return;
    }
    String elapsed = Units.duration(Duration.ofNanos(now - startNanos));
    boolean said = false;
    for (TargetTally tally : tallies.all()) {
      if (!tally.isDone()) {
        line("still copying: " + tallies.label(tally) + tally.text(now) + ", " + elapsed);
        said = true;
      }
    }
    if (!said) {
      line("still working, " + elapsed);
    }
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private void line(String text) {
    if (!closed) {
      lastNanos = nanos.getAsLong();
      console.err(text);
    }
  }

  private static String name(Descriptor blob) {
    return blob.digest().shortForm() + " " + Units.bytes(blob.size());
  }
}
