package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cli.output.Console;

/** What a CI system can fold away in its log: the lines between two of its commands. */
final class LogGroup {
  private final Console console;
  private final String first;
  private final String last;
  private boolean begun;

  /**
   * @param first the command that begins it
   * @param last the one that ends it
   */
  LogGroup(Console console, String first, String last) {
    this.console = console;
    this.first = first;
    this.last = last;
  }

  synchronized void begin() {
    begun = true;
    console.errCommand(first);
  }

  /** Ends it, if it has begun. */
  synchronized void end() {
    if (begun) {
      begun = false;
      console.errCommand(last);
    }
  }
}
