package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.child.Launch;
import io.github.cacheferry.cli.config.Configuration;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.workflow.Workflow;
import io.github.cacheferry.scope.Job;
import io.github.cacheferry.scope.Jobs;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The process that a command runs in, read once. For use by one thread. */
public final class Host {
  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final Path home;
  private final Console console;
  private final Consumer<Cancellation> interrupts;
  private boolean askedForCi;
  private Optional<Job> ciJob = Optional.empty();
  private Optional<Job> job = Optional.empty();

  /**
   * @param environment the environment variables
   * @param workingDirectory what relative paths are relative to
   * @param home the user's home directory
   * @param console stdout and stderr
   * @param interrupts told how the run that has just begun is stopped; a signal does it then
   */
  public Host(
      Map<String, String> environment,
      Path workingDirectory,
      Path home,
      Console console,
      Consumer<Cancellation> interrupts) {
    this.environment = Map.copyOf(environment);
    this.workingDirectory = workingDirectory;
    this.home = home;
    this.console = Workflow.guarded(environment, console);
    this.interrupts = interrupts;
  }

  /** The environment variables. */
  public Map<String, String> environment() {
    return environment;
  }

  /** What relative paths are relative to. */
  public Path workingDirectory() {
    return workingDirectory;
  }

  /** The user's home directory. */
  public Path home() {
    return home;
  }

  /** Stdout and stderr. */
  public Console console() {
    return console;
  }

  /** Told how the run that has just begun is stopped; a signal does it then. */
  public Consumer<Cancellation> interrupts() {
    return interrupts;
  }

  /**
   * The CI system around this process.
   *
   * @param command the command that tells it something; empty before it is known
   */
  public Workflow workflow(String command) {
    return Workflow.of(environment, workingDirectory, console, ("cacheferry " + command).strip());
  }

  /** The CI job that this process is part of; empty outside of CI, where no file is looked at. */
  Optional<Job> ciJob() {
    if (!askedForCi) {
      ciJob = Jobs.inCi(environment, workingDirectory);
      askedForCi = true;
    }
    return ciJob;
  }

  /** The same; outside of CI what the checkout tells. */
  Job job() {
    if (job.isEmpty()) {
      job = ciJob().or(() -> Optional.of(Jobs.detect(environment, workingDirectory)));
    }
    return job.orElseThrow();
  }

  /** How this process starts others. */
  Launch launch() {
    return new Launch(environment, workingDirectory);
  }

  /** What a configuration of this process depends on. */
  public Configuration.Surroundings surroundings() {
    return new Configuration.Surroundings(environment, workingDirectory, home, console.redactor());
  }

  /** The variable's value, unless it is unset or empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
