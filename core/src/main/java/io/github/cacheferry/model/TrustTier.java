package io.github.cacheferry.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * How far whoever wrote a cache is trusted, least first. A cache is trusted as far as the least
 * trusted of those who wrote to it.
 */
public enum TrustTier {
  /** A pull request from a fork: anybody. */
  FORK("fork"),
  /** A pull request within the repository, before review. */
  PULL_REQUEST("pull-request"),
  /** A branch that some may push to. */
  BRANCH("branch"),
  /** The default branch: what passed review. */
  DEFAULT("default"),
  /** A tag that is released. */
  RELEASE("release");

  private final String wire;

  TrustTier(String wire) {
    this.wire = wire;
  }

  /** The word for options, outputs and what is recorded with a cache. */
  public String wire() {
    return wire;
  }

  /** The tier of this word. */
  public static Optional<TrustTier> find(String word) {
    return Arrays.stream(values()).filter(tier -> tier.wire.equals(word)).findFirst();
  }

  /** Whether this tier is trusted as far as the other, or further. */
  public boolean reaches(TrustTier other) {
    return compareTo(other) >= 0;
  }
}
