package io.github.cacheferry.cli.report;

import io.github.cacheferry.model.CacheRecord;

/** What a person calls a step: BuildKit gives it no other name than its key. */
final class StepName {
  private static final String ALGORITHM = "sha256:";
  private static final int SHOWN = 12;

  private StepName() {}

  /** The first twelve characters of the key, without the algorithm. */
  static String of(CacheRecord step) {
    String key = step.digest();
    String bare = key.startsWith(ALGORITHM) ? key.substring(ALGORITHM.length()) : key;
    return bare.isEmpty() ? "without key" : bare.substring(0, Math.min(SHOWN, bare.length()));
  }
}
