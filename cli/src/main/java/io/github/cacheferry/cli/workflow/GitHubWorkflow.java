package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.output.Console;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A step on GitHub. Safe for use by many threads, as secrets are learned by any. */
final class GitHubWorkflow implements Workflow {
  /** Secrets that the runner masks by itself. */
  private static final Set<String> KNOWN =
      Set.of("ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN");

  private final Map<String, String> environment;
  private final Console console;
  private final Redactor redactor;
  private final String title;
  private final LogGroup group;

  GitHubWorkflow(Map<String, String> environment, Console console, String title) {
    this.environment = environment;
    this.console = console;
    this.redactor = console.redactor();
    this.title = title;
    this.group =
        new LogGroup(
            console,
            WorkflowCommand.of("group", title).toString(),
            WorkflowCommand.of("endgroup", "").toString());
  }

  @Override
  public boolean annotates() {
    return true;
  }

  @Override
  public void warning(String message) {
    annotate("warning", message);
  }

  @Override
  public void error(String message) {
    annotate("error", message);
  }

  /** Masked before it is escaped: a secret with a percent sign looks different afterwards. */
  private void annotate(String name, String message) {
    console.errCommand(new WorkflowCommand(name, title, redactor.mask(message)).toString());
  }

  @Override
  public void maskSecrets() {
    redactor.onSecret(this::mask);
  }

  private void mask(String secret) {
    if (KNOWN.stream().anyMatch(name -> secret.equals(environment.get(name)))) {
      return;
    }
    for (String line : SecretLines.of(secret)) {
      console.errCommand(WorkflowCommand.of("add-mask", line).toString());
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

  @Override
  public void output(String name, String value) {
    set(FileCommand.Kind.OUTPUT, "step's output ", name, value);
  }

  @Override
  public void variable(String name, String value) {
    set(FileCommand.Kind.ENV, "later steps' variable ", name, value);
  }

  private void set(FileCommand.Kind kind, String what, String name, String value) {
    Optional<FileCommand> file = FileCommand.find(kind, environment);
    if (file.isPresent()) {
      try {
        file.get().set(name, redactor.mask(value));
      } catch (IOException e) {
        console.err("warning: could not set the " + what + name + ": " + e);
      }
    }
  }

  @Override
  public void summary(List<Movement> movements) {
    Optional<FileCommand> file = FileCommand.find(FileCommand.Kind.SUMMARY, environment);
    if (file.isEmpty() || movements.isEmpty()) {
      return;
    }
    try {
      String text = StepSummary.text(title, movements, redactor);
      if (!file.get().append(StepSummary.LIMIT, text)) {
        console.err("warning: the step's summary is full: what was moved is not in it");
      }
    } catch (IOException e) {
      console.err("warning: could not write the step's summary: " + e);
    }
  }
}
