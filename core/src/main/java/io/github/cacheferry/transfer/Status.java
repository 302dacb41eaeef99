package io.github.cacheferry.transfer;

/** What became of a cache at a target. */
public enum Status {
  /** The target now names the cache. */
  SAVED("saved"),
  /** Some blobs are stored, which the next try will find; the target names what it named before. */
  PARTIAL("partial"),
  /** The target named this very cache already. */
  UNCHANGED("unchanged"),
  /** The target may not be written; nothing was sent. */
  SKIPPED_READONLY("skipped-readonly"),
  /** What is there comes from writers that are trusted more; nothing was sent. */
  REFUSED("refused"),
  /** Nothing was stored. */
  FAILED("failed");

  private final String wire;

  Status(String wire) {
    this.wire = wire;
  }

  /** The word for outputs. */
  public String wire() {
    return wire;
  }

  /** Whether it came so far that blobs were looked at. */
  public boolean isMoved() {
    return isDone() || this == PARTIAL;
  }

  /** Whether the target now names the cache. */
  public boolean isDone() {
    return this == SAVED || this == UNCHANGED;
  }
}
