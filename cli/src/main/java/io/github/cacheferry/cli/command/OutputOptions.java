package io.github.cacheferry.cli.command;

import picocli.CommandLine.Mixin;

/** The options that commands have which move nothing: {@link SharedOptions} are of the others. */
final class OutputOptions {
  @Mixin private OutputOption output = new OutputOption();

  @SuppressWarnings("UnusedVariable") // picocli looks into it
  @Mixin
  private LastOptions last = new LastOptions();

  /** Whether stdout gets JSON. */
  boolean json() {
    return output.json();
  }
}
