package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How what the sources have becomes one cache, and what it is if there is none. */
final class RestoreOptions {
  @Option(
      names = "--heal",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Leave out what would fail the build or that BuildKit refuses, as cacheferry heal does,"
              + " and bring the rest (the default). With --no-heal a source that lacks a blob counts"
              + " as one that cannot be read.")
  private boolean heal;

  @Option(
      names = "--first",
      description =
          "Take the first source that has a cache, and do not merge it with those of the others.")
  private boolean first;

  @Option(names = "--fail-on-miss", description = "Exit with 3 if no source has a cache.")
  private boolean failOnMiss;

  /** Whether to leave out what would fail the build. */
  boolean heals() {
    return heal;
  }

  /** Whether one cache is enough. */
  boolean first() {
    return first;
  }

  /** Whether a miss is a failure. */
  boolean failsOnMiss() {
    return failOnMiss;
  }

  /**
   * The exit code where no source has a cache.
   *
   * @param stopped why not all of them were asked
   */
  int missed(Optional<CacheException> stopped) {
    int code = stopped.map(ExitCode::of).orElse(ExitCode.MISS);
    return failOnMiss || code == ExitCode.INTERRUPTED ? code : ExitCode.DONE;
  }
}
