package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.workflow.Workflow;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The process that a command runs in, read once.
 *
 * @param environment the environment variables
 * @param workingDirectory what relative paths are relative to
 * @param home the user's home directory
 * @param console stdout and stderr
 * @param interrupts told how the run that has just begun is stopped; a signal does it then
 */
public record Host(
    Map<String, String> environment,
    Path workingDirectory,
    Path home,
    Console console,
    Consumer<Cancellation> interrupts) {
  public Host {
    environment = Map.copyOf(environment);
    console = Workflow.guarded(environment, console);
  }

  /**
   * The CI system around this process.
   *
   * @param command the command that tells it something; empty before it is known
   */
  public Workflow workflow(String command) {
    return Workflow.of(environment, workingDirectory, console, ("cacheferry " + command).strip());
  }

  /** The variable's value, unless it is unset or empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
