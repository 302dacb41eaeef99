package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheExporter.ByteCount;

/** Tells of each byte of a blob once, however often it is sent. For one thread at a time. */
final class CountOnce {
  private final ByteCount progress;
  private long told;

  CountOnce(ByteCount progress) {
    this.progress = progress;
  }

  /** A count of bytes that are sent from the offset on. */
  ByteCount from(long offset) {
    long[] position = {offset};
    return bytes -> {
      position[0] += bytes;
      if (position[0] > told) {
        progress.moved(position[0] - told);
        told = position[0];
      }
    };
  }
}
