package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cli.output.Console;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The CI system around a run, or none. What it has no means for is not told. */
public interface Workflow {
  /** Names the file that gets the outputs as lines, whatever the CI system. */
  String DOTENV = "CACHEFERRY_DOTENV";

  /**
   * The one that the environment tells of.
   *
   * @param workingDirectory what the name of a file in the environment is relative to
   * @param title what is told comes from, as {@code cacheferry export}
   */
  static Workflow of(
      Map<String, String> environment, Path workingDirectory, Console console, String title) {
    Workflow workflow = around(environment, console, title);
    String dotenv = environment.getOrDefault(DOTENV, "");
    return dotenv.isEmpty()
        ? workflow
        : new DotenvOutputs(workflow, new Dotenv(workingDirectory.resolve(dotenv)), console, title);
  }

  private static Workflow around(Map<String, String> environment, Console console, String title) {
    if (isGitHub(environment)) {
      return new GitHubWorkflow(environment, console, title);
    }
    if (isGitLab(environment)) {
      return new GitLabWorkflow(console, title, Clock.systemUTC());
    }
    if (isAzure(environment)) {
      return new AzureWorkflow(environment, console, title);
    }
    return isBuildkite(environment)
        ? new BuildkiteWorkflow(console, title)
        : new NoWorkflow(console);
  }

  /** The console, where what others say is no command to the CI system. */
  static Console guarded(Map<String, String> environment, Console console) {
    if (isGitHub(environment)) {
      return console.guarded(WorkflowCommand::defuse);
    }
    if (isGitLab(environment)) {
      return console.guarded(GitLabSection::defuse);
    }
    if (isAzure(environment)) {
      return console.guarded(LoggingCommand::defuse);
    }
    return isBuildkite(environment) ? console.guarded(BuildkiteWorkflow::defuse) : console;
  }

  private static boolean isGitHub(Map<String, String> environment) {
    return isTrue(environment, "GITHUB_ACTIONS"); // Gitea and Forgejo set it too
  }

  private static boolean isGitLab(Map<String, String> environment) {
    return isTrue(environment, "GITLAB_CI");
  }

  private static boolean isAzure(Map<String, String> environment) {
    return isTrue(environment, "TF_BUILD");
  }

  private static boolean isBuildkite(Map<String, String> environment) {
    return isTrue(environment, "BUILDKITE");
  }

  private static boolean isTrue(Map<String, String> environment, String name) {
    return "true".equalsIgnoreCase(environment.get(name));
  }

  /** Whether there is a CI system that shows warnings in its own way. */
  boolean annotates();

  /** Tells of something that went wrong and does not fail the run. */
  void warning(String message);

  /** Has a warning be seen that is told in the group, while the run goes on. */
  default void warned() {}

  /** Tells why the run fails. */
  void error(String message);

  /** Has secrets masked in all that the job writes, those known now and those learned later. */
  default void maskSecrets() {}

  /** What stderr gets up to {@link #endGroup} can be folded away. */
  default void beginGroup() {}

  /** Ends the group, if one has begun. */
  default void endGroup() {}

  /** Sets an output of the step. */
  default void output(String name, String value) {}

  /** Sets a variable of the environment of later steps. */
  default void variable(String name, String value) {}

  /** Shows what was moved on the job's page. */
  default void summary(List<Movement> movements) {}
}
