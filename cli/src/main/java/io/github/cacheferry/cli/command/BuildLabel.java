package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.Contribution;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which build a cache comes from, in words that the user chose.
 *
 * @param target the build's target; empty if it was not told
 * @param platform its platform; empty if it was not told
 */
record BuildLabel(String target, String platform) {
  static final BuildLabel NONE = new BuildLabel("", "");

  /**
   * The label that two options make.
   *
   * @throws CacheException.Usage if one of them cannot be recorded
   */
  static BuildLabel of(Optional<String> target, Optional<String> platform)
      throws CacheException.Usage {
    for (String text : Stream.of(target, platform).flatMap(Optional::stream).toList()) {
      if (text.isEmpty()
          || text.length() > Contribution.LONGEST_TEXT
          || text.chars().anyMatch(Character::isISOControl)) {
        throw new CacheException.Usage(
            Problem.of(
                "use --target or --platform",
                "",
                "its value is empty, too long or has control characters"));
      }
    }
    return new BuildLabel(target.orElse(""), platform.orElse(""));
  }

  /** Whether anything was told. */
  boolean isGiven() {
    return !target.isEmpty() || !platform.isEmpty();
  }
}
