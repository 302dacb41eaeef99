package io.github.cacheferry.cli.wrapper;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code buildctl build}, whose options for caches have names of their own. {@code
 * buildctl-daemonless.sh}, BuildKit's script that brings a daemon along, hands its arguments on.
 */
public final class Buildctl implements WholeBuild {
  private static final Set<String> GLOBAL =
      Set.of(
          "--addr",
          "--log-format",
          "--tlsservername",
          "--tlscacert",
          "--tlscert",
          "--tlskey",
          "--tlsdir",
          "--timeout");

  private final CommandWords build;

  private Buildctl(CommandWords build) {
    this.build = build;
  }

  static Optional<Buildctl> of(CommandWords command) {
    CommandWords verb = command.next(GLOBAL);
    return verb.word().equals("build") || verb.word().equals("b")
        ? Optional.of(new Buildctl(verb))
        : Optional.empty();
  }

  @Override
  public Rewritten with(CacheFlags flags) {
    return new Rewritten(build.insert(flags.words("--import-cache", "--export-cache")), Map.of());
  }
}
