package io.github.cacheferry.cli.wrapper;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code dagger do} of 0.2, which has buildx's options. */
final class DaggerDo implements WholeBuild {
  private static final Set<String> GLOBAL = Set.of("--log-format", "-l", "--log-level");

  private final CommandWords verb;

  private DaggerDo(CommandWords verb) {
    this.verb = verb;
  }

  static Optional<DaggerDo> of(CommandWords command) {
    CommandWords verb = command.next(GLOBAL);
    return verb.word().equals("do") ? Optional.of(new DaggerDo(verb)) : Optional.empty();
  }

  @Override
  public Rewritten with(CacheFlags flags) {
    return new Rewritten(verb.insert(flags.words("--cache-from", "--cache-to")), Map.of());
  }
}
