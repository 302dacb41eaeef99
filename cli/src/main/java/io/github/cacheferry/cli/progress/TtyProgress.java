package io.github.cacheferry.cli.progress;

import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.model.Descriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A bar for each target and a line for each of a few blobs under way, redrawn in place; warnings
 * and waits stay above them.
 */
final class TtyProgress implements Progress {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int BLOBS_SHOWN = 4;
  private static final int BAR = 20;
  private static final String ERASE_BELOW = "\u001b[0J";

  private final Console console;
  private final TerminalTraits terminal;
  private final LongSupplier nanos;
  private final Tallies tallies = new Tallies();
  private final long startNanos;
  private int drawn;
  private boolean closed;

  TtyProgress(Console console, TerminalTraits terminal, LongSupplier nanos) {
    this.console = console;
    this.terminal = terminal;
    this.nanos = nanos;
    startNanos = nanos.getAsLong();
  }

  @Override
  public synchronized void planned(String target, int blobs, long bytes, int present) {
    tallies.planned(target, blobs, bytes, nanos.getAsLong());
  }

  @Override
  public synchronized void started(String target, Descriptor blob) {
    tallies.of(target, nanos.getAsLong()).started(blob, nanos.getAsLong());
  }

  @Override
  public synchronized void moved(String target, Descriptor blob, long bytes) {
    tallies.of(target, nanos.getAsLong()).moved(blob, bytes);
  }

  @Override
  public synchronized void finished(String target, Descriptor blob, CacheExporter.Put how) {
    tallies.of(target, nanos.getAsLong()).finished(blob, nanos.getAsLong());
  }

  @Override
  public synchronized void waiting(String why, Duration duration) {
    stay("waiting " + Units.duration(duration) + ": " + why, "\u001b[33m");
  }

  @Override
  public synchronized void warned(String message) {
    stay("warning: " + message, "\u001b[33m");
  }

  @Override
  public synchronized void tick() {
    if (closed) {
      return;
    }
    List<String> lines = lines(nanos.getAsLong());
    var text = new StringBuilder(up());
    for (String line : lines) {
      text.append(cut(line)).append("\u001b[K\n");
    }
    console.errRaw(text.append(ERASE_BELOW).toString());
    drawn = lines.size();
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public synchronized void close() {
    if (!closed && drawn > 0) {
      console.errRaw(up() + ERASE_BELOW);
      drawn = 0;
    }
    closed = true;
  }

  private List<String> lines(long now) {
    var lines = new ArrayList<String>();
    if (tallies.all().isEmpty()) {
      lines.add("working, " + Units.duration(Duration.ofNanos(now - startNanos)));
    }
    for (TargetTally tally : tallies.all()) {
      lines.add(tallies.label(tally) + tally.target());
      lines.add("  " + bar(tally.fraction()) + " " + tally.text(now));
      int room = BLOBS_SHOWN / tallies.all().size();
      for (TargetTally.Moving one : tally.moving()) {
        if (room-- > 0) {
          lines.add("    " + one.text());
        }
      }
    }
    return lines;
  }

  /** Puts a line above what is redrawn. */
  private void stay(String line, String colour) {
    if (closed) {
      return;
    }
    String harmless = console.shown(line);
    String shown = terminal.colours() ? colour + harmless + "\u001b[0m" : harmless;
    console.errRaw(up() + ERASE_BELOW + shown + "\n");
    drawn = 0;
  }

  private String up() {
    return drawn == 0 ? "" : "\u001b[" + drawn + "A\r";
  }

  /** A line that wrapped could not be redrawn in place. */
  private String cut(String line) {
    int most = terminal.columns() - 1;
    return line.length() <= most ? line : line.substring(0, most - 1) + "…";
  }

  private static String bar(double fraction) {
    int full = (int) Math.floor(fraction * BAR);
    return "[" + "=".repeat(full) + " ".repeat(BAR - full) + "]";
  }
}
