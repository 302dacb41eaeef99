package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A step of Azure Pipelines. Safe for use by many threads, as secrets are learned by any. */
final class AzureWorkflow implements Workflow {
  private final Map<String, String> environment;
  private final Console console;
  private final Redactor redactor;
  private final String title;
  private final LogGroup group;

  AzureWorkflow(Map<String, String> environment, Console console, String title) {
    this.environment = environment;
    this.console = console;
    this.redactor = console.redactor();
    this.title = title;
    this.group = new LogGroup(console, "##[group]" + title, "##[endgroup]");
  }

  @Override
  public boolean annotates() {
    return true;
  }

  @Override
  public void warning(String message) {
    issue("warning", message);
  }

  @Override
  public void error(String message) {
    issue("error", message);
  }

  /** The run's page shows issues of all steps together, so each tells whose it is. */
  private void issue(String type, String message) {
    command(LoggingCommand.issue(type, redactor.mask(title + ": " + message)));
  }

  @Override
  public void maskSecrets() {
    redactor.onSecret(this::mask);
  }

  private void mask(String secret) {
    if (secret.equals(environment.get("SYSTEM_ACCESSTOKEN"))) {
      return; // the agent masks it by itself
    }
    for (String line : SecretLines.of(secret)) {
      command(LoggingCommand.of("task.setsecret", line));
    }
  }

  @Override
  public void beginGroup() {
    group.begin();
  }

  @Override
  public void endGroup() {
    group.end();
  }

  /** The names of variables have no hyphens. */
  @Override
  public void output(String name, String value) {
    Optional<StepOutputs> outputs = StepOutputs.of(environment);
    if (outputs.isPresent()) {
      try {
        String free = outputs.get().claim(name.replace('-', '_'));
        command(LoggingCommand.output(free, redactor.mask(value)));
      } catch (IOException e) {
        console.err("warning: could not set the step's output " + name + ": " + e);
      }
    }
  }

  @Override
  public void variable(String name, String value) {
    command(LoggingCommand.variable(name, redactor.mask(value)));
  }

  /** The agent uploads the file after the step, and empties its directory after the job. */
  @Override
  public void summary(List<Movement> movements) {
    String directory = environment.getOrDefault("AGENT_TEMPDIRECTORY", "");
    if (directory.isEmpty() || movements.isEmpty()) {
      return;
    }
    try {
      Path file =
          Files.createTempFile(
              Path.of(directory).toAbsolutePath(), title.replace(' ', '-') + "-", ".md");
      Files.writeString(file, StepSummary.text(title, movements, redactor));
      command(LoggingCommand.of("task.uploadsummary", file.toString()));
    } catch (IOException e) {
      console.err("warning: could not write the step's summary: " + e);
    }
  }

  private void command(LoggingCommand command) {
    console.errCommand(command.toString());
  }
}
