package io.github.cacheferry.scope;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scopes of a job: it writes to its own only, and where that has no cache it reads the one of
 * the branch that it goes to, then the default branch's.
 *
 * @param own where the job writes, and what it reads first
 * @param target the scope of the branch that a pull request is to be merged into
 * @param defaultBranch the default branch's scope
 */
public record Scopes(ScopeName own, Optional<ScopeName> target, Optional<ScopeName> defaultBranch) {
  /** A scope that falls back to no other. */
  public static Scopes only(ScopeName own) {
    return new Scopes(own, Optional.empty(), Optional.empty());
  }

  /** What is read, in this order, none twice. */
  public List<ScopeName> reads() {
    var reads = new LinkedHashSet<ScopeName>();
    reads.add(own);
    target.ifPresent(reads::add);
    defaultBranch.ifPresent(reads::add);
    return List.copyOf(reads);
  }

  /** The same for one image, platform or the like of several. */
  public Scopes with(Map<String, String> parts) {
    return new Scopes(
        own.with(parts),
        target.map(scope -> scope.with(parts)),
        defaultBranch.map(scope -> scope.with(parts)));
  }
}
