package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an export records of the build. */
final class LabelOptions {
  @Option(
      names = "--target",
      paramLabel = "NAME",
      description =
          "Record with the cache that the build had this target; migrate --target can then take"
              + " what it needs from among others.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--platform",
      paramLabel = "PLATFORM",
      description = "The same of the build's platform: linux/arm64.")
  private Optional<String> platform = Optional.empty();

  /** What was told. */
  BuildLabel label() throws CacheException.Usage {
    return BuildLabel.of(target, platform);
  }
}
