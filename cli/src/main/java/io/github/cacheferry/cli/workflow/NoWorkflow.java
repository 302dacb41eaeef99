package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cli.output.Console;

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
}
