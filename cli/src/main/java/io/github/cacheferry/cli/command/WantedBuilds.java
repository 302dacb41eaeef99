package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.graph.Labelled;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which builds' part of a cache is copied. */
final class WantedBuilds {
  @Option(
      names = "--target",
      paramLabel = "NAME",
      description =
          "Copy only what builds of this target need. It can be told of exports that were given"
              + " --target, and is an error where it cannot.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--platform",
      paramLabel = "PLATFORM",
      description = "The same for builds of this platform: linux/arm64.")
  private Optional<String> platform = Optional.empty();

  /**
   * What of the cache is wanted.
   *
   * @param where where it was read
   * @throws CacheException.Unsupported if that cannot be told
   */
  Cache of(Cache cache, String where) throws CacheException {
    BuildLabel wanted = BuildLabel.of(target, platform);
    return wanted.isGiven()
        ? Labelled.keep(cache, wanted.target(), wanted.platform(), where)
        : cache;
  }
}
