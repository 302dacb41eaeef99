package io.github.cacheferry.cli.command;

import java.io.IOException;

/** A command whose options have been filled in. */
public interface CliCommand {
  /**
   * Does what was asked and says so on the host's console.
   *
   * @return the exit code
   * @throws IOException if it could not be done; a {@code CacheException} says what can be done
   */
  int run(Host host) throws IOException;
}
