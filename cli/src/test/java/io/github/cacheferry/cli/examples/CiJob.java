package io.github.cacheferry.cli.examples;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A job as its CI system runs it, with no more of the system's language than the examples use. */
interface CiJob {
  /** What the system and the project's settings put into the environment, on the main branch. */
  Map<String, String> environment(Machine machine);

  /** What is otherwise in the environment of a fork's pull request, besides the secrets. */
  default Map<String, String> ofFork() {
    return Map.of();
  }

  /** Whether the file itself brings the program to the machine. */
  default boolean installs() {
    return false;
  }

  /** The scripts of the file, in the order in which they run. */
  List<Step> steps(String file);

  /** What the system puts into a step's environment besides the job's. */
  default Map<String, String> environment(Step step) {
    return Map.of();
  }

  /** Whether the step's condition holds. */
  default boolean holds(String condition, Map<String, String> known) {
    if (!condition.isEmpty()) {
      throw new IllegalArgumentException("not understood: " + condition);
    }
    return true;
  }

  /** The script with its expressions replaced by what is known. */
  default String script(String text, Map<String, String> known) {
    return text;
  }

  /** The value of a variable with its expressions replaced by what is known. */
  default String variable(String text, Map<String, String> known) {
    return text;
  }

  /** What is known after a step: variables of later steps by their name, others by expression. */
  default Map<String, String> learned(Step step, Machine.Ran ran, Machine machine)
      throws IOException {
    return Map.of();
  }
}
