package io.github.cacheferry.scope;

import java.util.Optional;

/** How far the writer of a scope is trusted, from the least to the most. */
public enum TrustTier {
  /** Code that anybody may have sent, or that nothing proves not to be. */
  FORK("fork"),
  /** A pull request from a branch of the repository itself. */
  PULL_REQUEST("pull-request"),
  /** A branch of the repository, which takes the right to push to it. */
  BRANCH("branch"),
  /** The default branch. */
  DEFAULT("default"),
  /** A tag. */
  RELEASE("release");

  private final String wire;

  TrustTier(String wire) {
    this.wire = wire;
  }

  /** The word for options and outputs. */
  public String wire() {
    return wire;
  }

  /** The tier of this word. */
  public static Optional<TrustTier> find(String word) {
    for (TrustTier tier : values()) {
      if (tier.wire.equals(word)) {
        return Optional.of(tier);
      }
    }
    return Optional.empty();
  }

  /** Whether this tier is trusted as far as the other, or further. */
  public boolean reaches(TrustTier other) {
    return compareTo(other) >= 0;
  }
}
