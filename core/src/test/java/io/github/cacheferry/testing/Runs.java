package io.github.cacheferry.testing;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Run contexts for tests. */
public final class Runs {
  private Runs() {}

  /** A run with an empty environment, at home in the working directory, that nobody watches. */
  public static RunContext plain() {
    return watchedBy(TransferListener.NONE);
  }

  /** The same, watched by this listener. */
  public static RunContext watchedBy(TransferListener listener) {
    return in(Path.of("").toAbsolutePath(), Map.of(), listener);
  }

  /** A run with this environment, at home in this directory, watched by this listener. */
  public static RunContext in(
      Path directory, Map<String, String> environment, TransferListener listener) {
    return new RunContext(
        environment,
        directory,
        directory,
        Optional.empty(),
        Cancellation.unbounded(),
        listener,
        new Redactor());
  }
}
