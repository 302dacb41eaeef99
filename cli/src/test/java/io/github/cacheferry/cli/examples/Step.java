package io.github.cacheferry.cli.examples;

import java.util.List;
import java.util.Map;

/**
 * A script of a job, as a file of the CI system has it.
 *
 * @param name what others call it by; empty if nobody does
 * @param shell the command that runs it; the script is its last argument
 * @param script with the system's own expressions in it
 * @param variables what it has in its environment besides the job's, with expressions too
 * @param condition when it runs, in the system's language; empty: always, if none before it failed
 */
record Step(
    String name,
    List<String> shell,
    String script,
    Map<String, String> variables,
    String condition) {
  static final List<String> SH = List.of("sh", "-e", "-c");
  static final List<String> BASH =
      List.of("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c");

  /** Without the checks that {@code -e} makes, as Azure Pipelines runs a script. */
  static final List<String> BASH_LENIENT = List.of("bash", "--noprofile", "--norc", "-c");

  Step(String name, List<String> shell, String script, Map<String, String> variables) {
    this(name, shell, script, variables, "");
  }
}
