package io.github.cacheferry.cli.progress;

import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.model.Descriptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A JSON object a line for each event. Moved bytes are summed up and told a few times a second and
 * blob, else most lines would be about them.
 */
final class RawJsonProgress implements Progress {
  private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();

  private final Console console;
  private final LongSupplier nanos;
  private final long startNanos;
  private final Map<String, Moved> moved = new HashMap<>();
  private boolean closed;

  RawJsonProgress(Console console, LongSupplier nanos) {
    this.console = console;
    this.nanos = nanos;
    startNanos = nanos.getAsLong();
  }

  @Override
  public synchronized void planned(String target, int blobs, long bytes, int present) {
    event(
        "planned",
        json ->
            json.field("target", target)
                .field("blobs", blobs)
                .field("bytes", bytes)
                .field("present", present));
  }

  @Override
  public synchronized void started(String target, Descriptor blob) {
    moved.put(key(target, blob), new Moved(nanos.getAsLong()));
    event(
        "started",
        json ->
            json.field("target", target)
                .field("blob", blob.digest().toString())
                .field("size", blob.size()));
  }

  @Override
  public synchronized void moved(String target, Descriptor blob, long bytes) {
    Moved sum = moved.computeIfAbsent(key(target, blob), key -> new Moved(nanos.getAsLong()));
    sum.bytes += bytes;
    if (nanos.getAsLong() - sum.toldNanos >= PAUSE_NANOS) {
      sum.toldNanos = nanos.getAsLong();
      event(
          "moved",
          json ->
              json.field("target", target)
                  .field("blob", blob.digest().toString())
                  .field("bytes", sum.bytes));
    }
  }

  @Override
  public synchronized void finished(String target, Descriptor blob, CacheExporter.Put how) {
    Moved sum = moved.remove(key(target, blob));
    String word =
        switch (how) {
          case COPIED -> "copied";
          case LINKED -> "linked";
          case PRESENT -> "present";
        };
    event(
        "finished",
        json ->
            json.field("target", target)
                .field("blob", blob.digest().toString())
                .field("how", word)
                .field("bytes", sum == null ? 0 : sum.bytes));
  }

  @Override
  public synchronized void waiting(String why, Duration duration) {
    event("waiting", json -> json.field("reason", why).field("duration", Units.seconds(duration)));
  }

  @Override
  public synchronized void warned(String message) {
    event("warned", json -> json.field("message", message));
  }

  @Override
  public void tick() {
    // each event is told when it happens
  }

  @Override
  public Duration interval() {
    return Duration.ofHours(1);
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private void event(String name, JsonText.Body body) {
    if (closed) {
      return;
    }
    var elapsed = Duration.ofNanos(nanos.getAsLong() - startNanos);
    console.err(
        JsonText.object(
            console.redactor(),
            json -> {
              json.field("event", name).field("seconds", Units.seconds(elapsed));
              body.write(json);
            }));
  }

  private static String key(String target, Descriptor blob) {
    return blob.digest() + " " + target;
  }

  /** The bytes of a blob so far, and when they were last told. */
  private static final class Moved {
    private long bytes;
    private long toldNanos;

    Moved(long toldNanos) {
      this.toldNanos = toldNanos;
    }
  }
}
