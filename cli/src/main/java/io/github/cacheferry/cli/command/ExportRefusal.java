package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.child.SilentChild;
import io.github.cacheferry.cli.wrapper.BuildTool;
import io.github.cacheferry.cli.wrapper.ByBuildx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why docker could not even begin a build that exports a cache. It refuses the flag for that before
 * it builds anything: buildx where the builder's driver is {@code docker} and its images are not in
 * containerd's store, and a docker without buildx, which has no such flag.
 *
 * @param reason for people
 * @param reads whether it takes {@code --cache-from}
 */
record ExportRefusal(String reason, boolean reads) {
  /** The exit code of docker's own command line where it does not know a flag. */
  private static final int BAD_FLAG = 125;

  private static final Duration TO_ANSWER = Duration.ofSeconds(20);

  /** Shown to who debugs only. */
  private static final List<String> FEATURES = List.of("inspect", "--debug");

  private static final Pattern NO_EXPORT = Pattern.compile("(?m)^ *Cache export: *false *$");

  /** Far more than there is to a builder of many nodes. */
  private static final int MOST_PRINTED = 1 << 20;

  /**
   * Asks docker, after a build that failed.
   *
   * @param code the build's exit code
   * @return nothing if it is something else that has failed, or docker does not tell
   */
  static Optional<ExportRefusal> of(BuildTool tool, int code, Host host) {
    if (!(tool instanceof ByBuildx build)) {
      return Optional.empty();
    }
    Map<String, String> environment = host.environment();
    var stop = Cancellation.within(TO_ANSWER);
    host.interrupts().accept(stop);
    var child = new SilentChild(host.launch(), stop);
    try {
      var features = child.both(build.asking(FEATURES, environment), MOST_PRINTED);
      if (features.code() == ExitCode.DONE) {
        return NO_EXPORT.matcher(features.read().printed()).find()
            ? Optional.of(
                new ExportRefusal(
                    "the builder exports no cache. Have the daemon use the containerd image store,"
                        + " or make another builder: docker buildx create --use",
                    true))
            : Optional.empty();
      }
      if (code != BAD_FLAG) {
        return Optional.empty();
      }
      var version = child.both(build.asking(List.of("version"), environment), MOST_PRINTED);
      return version.code() == ExitCode.DONE
          ? Optional.empty()
          : Optional.of(new ExportRefusal("this docker has no buildx", false));
    } catch (CacheException e) {
      return Optional.empty(); // a docker that cannot be asked fails by itself, too
    }
  }
}
