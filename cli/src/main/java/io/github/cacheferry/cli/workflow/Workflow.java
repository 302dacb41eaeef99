package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cli.output.Console;
import java.util.List;
import java.util.Map;

/** The CI system around a run, or none. */
public interface Workflow {
  /**
   * The one that the environment tells of.
   *
   * @param title what is told comes from, as {@code cacheferry export}
   */
  static Workflow of(Map<String, String> environment, Console console, String title) {
    return isGitHub(environment)
        ? new GitHubWorkflow(environment, console, title)
        : new NoWorkflow(console);
  }

  /** The console, where what others say is no command to the CI system. */
  static Console guarded(Map<String, String> environment, Console console) {
    return isGitHub(environment) ? console.guarded(WorkflowCommand::defuse) : console;
  }

  /** Whether this process is part of a step on GitHub or on what is like it. */
  static boolean isGitHub(Map<String, String> environment) {
    return "true".equals(environment.get("GITHUB_ACTIONS"));
  }

  /** Whether there is a CI system that shows warnings in its own way. */
  boolean annotates();

  /** Tells of something that went wrong and does not fail the run. */
  void warning(String message);

  /** Tells why the run fails. */
  void error(String message);

  /** Has secrets masked in all that the job writes, those known now and those learned later. */
  void maskSecrets();

  /** What stderr gets up to {@link #endGroup} can be folded away. */
  void beginGroup();

  /** Ends the group, if one has begun. */
  void endGroup();

  /** Sets an output of the step. */
  void output(String name, String value);

  /** Sets a variable of the environment of later steps. */
  void variable(String name, String value);

  /** Shows what was moved on the job's page. */
  void summary(List<Movement> movements);
}
