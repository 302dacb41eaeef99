package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cli.output.Console;

/**
 * A step on Buildkite: a heading in its log, {@code --- title}, under which all is folded up to the
 * next one. What went wrong unfolds it.
 */
final class BuildkiteWorkflow implements Workflow {
  private final Console console;
  private final Workflow plain;
  private final String title;
  private boolean folded;
  private boolean warned;

  BuildkiteWorkflow(Console console, String title) {
    this.console = console;
    this.plain = new NoWorkflow(console);
    this.title = title;
  }

  /** The agent gives its steps a terminal, which may be redrawn while a run goes on. */
  @Override
  public boolean annotates() {
    return false;
  }

  @Override
  public void warning(String message) {
    unfold();
    plain.warning(message);
  }

  @Override
  public void error(String message) {
    unfold();
    plain.error(message);
  }

  /** What is redrawn meanwhile would tear the marker apart: it waits for the end. */
  @Override
  public synchronized void warned() {
    warned = true;
  }

  private void unfold() {
    console.errCommand("^^^ +++");
  }

  @Override
  public synchronized void endGroup() {
    if (folded && warned) {
      unfold();
    }
    folded = false;
  }

  @Override
  public synchronized void beginGroup() {
    folded = true;
    console.errCommand("--- " + title);
  }

  /** The text without headings of its own, and without the sequences that show images and links. */
  static String defuse(String text) {
    return GitLabSection.defuse(text)
        .replaceAll("(?m)^(---|\\+\\+\\+|~~~|\\^\\^\\^)(?=\\s)", " $1");
  }
}
