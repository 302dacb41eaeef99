package io.github.cacheferry.cli.child;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How commands are started: in the directory of this process, and with the environment that the
 * launcher was given.
 *
 * @param environment of this process, which the launcher may have changed for Java
 * @param directory the working directory
 */
public record Launch(Map<String, String> environment, Path directory) {
  /**
   * Where the launcher keeps {@code LC_ALL} when it gives Java another; empty if there was none.
   */
  private static final String LOCALE = "CACHEFERRY_LC_ALL";

  public Launch {
    environment = Map.copyOf(environment);
  }

  /** What a command gets as input that is to get none. */
  static Redirect nothing() {
    return Redirect.from(new File("/dev/null"));
  }

  /** The command, ready to be started. */
  public ProcessBuilder builder(List<String> words) {
    var builder = new ProcessBuilder(words).directory(directory.toFile());
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.putAll(environment);
    variables.remove("CACHEFERRY_TERMINAL");
    String locale = variables.remove(LOCALE);
    if (locale != null && locale.isEmpty()) {
      variables.remove("LC_ALL");
    } else if (locale != null) {
      variables.put("LC_ALL", locale);
    }
    return builder;
  }

  /**
   * Starts it.
   *
   * @throws CacheException.Usage if it cannot be started
   */
  public static Process start(ProcessBuilder builder) throws CacheException.Usage {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CacheException.Usage(
          Problem.of(
              "start the command", builder.command().get(0), String.valueOf(e.getMessage())));
    }
  }
}
