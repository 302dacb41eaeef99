package io.github.cacheferry.spec;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;

/** The one form of all complaints about a spec. */
final class SpecProblem {
  private SpecProblem() {}

  static CacheException.Usage of(String spec, String reason, String advice) {
    return new CacheException.Usage(
        new Problem("understand the cache spec " + spec, "", reason, advice));
  }
}
