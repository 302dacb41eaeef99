package io.github.cacheferry.cli.progress;

import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far one target is. Not safe for use by several threads: its renderer holds the lock. */
final class TargetTally {
  private final int number;
  private final String target;
  private final int blobs;
  private final long bytes;
  private final long startNanos;
  private final Map<Digest, Moving> moving = new LinkedHashMap<>();
  private int blobsDone;
  private long bytesMoved;
  private long bytesSettled;

  /**
   * @param number the target's place among all, from one on
   * @param blobs how many blobs are to move
   * @param bytes how many bytes they have
   */
  TargetTally(int number, String target, int blobs, long bytes, long startNanos) {
    this.number = number;
    this.target = target;
    this.blobs = blobs;
    this.bytes = bytes;
    this.startNanos = startNanos;
  }

  void started(Descriptor blob, long nowNanos) {
    moving.put(blob.digest(), new Moving(blob, nowNanos));
  }

  void moved(Descriptor blob, long count) {
    bytesMoved += count;
    Moving one = moving.get(blob.digest());
    if (one != null) {
      one.bytes += count;
    }
  }

  /** Ends the blob, and returns for how long it moved. */
  Duration finished(Descriptor blob, long nowNanos) {
    blobsDone++;
    bytesSettled += blob.size();
    Moving one = moving.remove(blob.digest());
    return Duration.ofNanos(one == null ? 0 : nowNanos - one.startNanos);
  }

  int number() {
    return number;
  }

  String target() {
    return target;
  }

  Collection<Moving> moving() {
    return moving.values();
  }

  boolean isDone() {
    return blobsDone >= blobs;
  }

  /** What part of the work is done; blobs that were linked count in full. */
  double fraction() {
    long inFlight = 0;
    for (Moving one : moving.values()) {
      inFlight += Math.min(one.bytes, one.blob.size());
    }
    return bytes == 0 ? 1 : Math.min(1, (bytesSettled + inFlight) / (double) bytes);
  }

  /** {@code 5/12 blobs, 20.1 MB of 34.5 MB, 8.2 MB/s}. */
  String text(long nowNanos) {
    var text = new StringBuilder();
    text.append(blobsDone).append('/').append(blobs).append(" blobs, ");
    text.append(Units.bytes(Math.round(fraction() * bytes)));
    text.append(" of ").append(Units.bytes(bytes));
    long millis = (nowNanos - startNanos) / 1_000_000;
    if (bytesMoved > 0 && millis > 0) {
      text.append(", ").append(Units.bytes(bytesMoved * 1000 / millis)).append("/s");
    }
    return text.toString();
  }

  /** A blob under way. */
  static final class Moving {
    private final Descriptor blob;
    private final long startNanos;
    private long bytes;

    Moving(Descriptor blob, long startNanos) {
      this.blob = blob;
      this.startNanos = startNanos;
    }

    /** {@code 3f44d89a640f 10.2 MB of 20.1 MB}. */
    String text() {
      return blob.digest().shortForm()
          + "  "
          + Units.bytes(Math.min(bytes, blob.size()))
          + " of "
          + Units.bytes(blob.size());
    }
  }
}
