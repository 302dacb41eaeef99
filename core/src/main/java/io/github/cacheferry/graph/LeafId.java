package io.github.cacheferry.graph;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Digest;
import java.util.Optional;

/**
 * The name of a result by what it is made of, so that it stays the same in every cache that the
 * result gets into: the SHA-256 over the name of the chain below, a space, and the hexadecimal
 * digest of the top blob; over the latter alone where there is nothing below.
 *
 * @param hex 64 hexadecimal digits
 */
public record LeafId(String hex) implements Comparable<LeafId> {
  public LeafId {
    hex = new Digest(hex).hex(); // which checks the form
  }

  /**
   * The name of the record's result; of several, of the newest, which is the one that BuildKit
   * prefers.
   *
   * @return empty if the record has no result
   */
  public static Optional<LeafId> of(CacheConfig config, CacheRecord record) {
    return new ResultNames(config).newest(record);
  }

  @Override
  public int compareTo(LeafId other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
