package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.scope.Job;
import java.nio.file.Path;
import java.util.List;

/**
 * What doctor runs on.
 *
 * @param version the program's own version
 * @param arguments the command line of this process, the JVM's options too; empty if unknown
 * @param layout where a build gets and leaves its cache
 * @param temporary where temporary files are made
 * @param job the CI job, if it is one
 * @param ownScopes whether specs mean the caches of the job's own scopes, as its environment tells
 *     them
 */
public record Machine(
    String version,
    List<String> arguments,
    Path layout,
    Path temporary,
    Job job,
    boolean ownScopes) {
  public Machine {
    arguments = List.copyOf(arguments);
  }
}
