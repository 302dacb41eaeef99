package io.github.cacheferry.cli.config;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;

/** The one form of all complaints about a configuration. */
final class ConfigProblem {
  private ConfigProblem() {}

  /**
   * @param place the file, the file and the line, or the variable
   */
  static CacheException.Usage of(String place, String reason, String advice) {
    return new CacheException.Usage(new Problem("use the configuration", place, reason, advice));
  }
}
