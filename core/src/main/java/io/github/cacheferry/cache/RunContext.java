package io.github.cacheferry.cache;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a backend needs to know of the run that it serves. The environment was read once; nobody
 * asks the system again.
 *
 * @param environment the environment variables
 * @param workingDirectory what relative paths in a spec are relative to
 * @param home the user's home directory
 * @param caFile a PEM file of certificate authorities to trust besides the platform's
 * @param cancellation how the run is stopped early
 * @param listener told of what happens
 * @param redactor where secrets that turn up are made known, so that they never reach an output
 */
public record RunContext(
    Map<String, String> environment,
    Path workingDirectory,
    Path home,
    Optional<Path> caFile,
    Cancellation cancellation,
    TransferListener listener,
    Redactor redactor) {
  public RunContext {
    environment = Map.copyOf(environment);
  }

  /** The variable's value, unless it is unset or empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
