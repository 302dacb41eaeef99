package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cli.output.Console;
import java.util.List;

/** No CI system, or one that only keeps what is written: plain lines. */
final class NoWorkflow implements Workflow {
  private final Console console;

  NoWorkflow(Console console) {
    this.console = console;
  }

  @Override
  public boolean annotates() {
    return false;
  }

  @Override
  public void warning(String message) {
    console.err("warning: " + message);
  }

  @Override
  public void error(String message) {
    console.err("cacheferry: " + message);
  }

  @Override
  public void maskSecrets() {}

  @Override
  public void beginGroup() {}

  @Override
  public void endGroup() {}

  @Override
  public void output(String name, String value) {}

  @Override
  public void variable(String name, String value) {}

  @Override
  public void summary(List<Movement> movements) {}
}
