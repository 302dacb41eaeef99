package io.github.cacheferry.cache;

import io.github.cacheferry.model.Descriptor;
import java.time.Duration;

/**
 * Told of what happens while blobs move. Every method may be called by any thread and must return
 * at once.
 */
public interface TransferListener {
  /** A listener that does nothing. */
  TransferListener NONE = new TransferListener() {};

  /**
   * So many blobs with so many bytes are about to move to the target; {@code present} more are
   * there already.
   */
  default void planned(String target, int blobs, long bytes, int present) {}

  /** The blob has begun to move. */
  default void started(String target, Descriptor blob) {}

  /** So many more bytes of the blob have moved. */
  default void moved(String target, Descriptor blob, long bytes) {}

  /** The blob is stored. */
  default void finished(String target, Descriptor blob, CacheExporter.Put how) {}

  /** Nothing moves for so long, and why: the server asked for patience, a connection broke. */
  default void waiting(String why, Duration duration) {}

  /**
   * A server answered, and what it said of the time.
   *
   * @param host the server
   * @param date its {@code Date} header as it stands there; may be no date at all
   */
  default void dated(String host, String date) {}

  /** Something that the user should know and that does not stop the run. */
  default void warned(String message) {}
}
