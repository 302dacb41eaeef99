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

  /** Whether the target now names the cache. */
  public boolean isDone() {
    return this == SAVED || this == UNCHANGED;
  }
}
