package io.github.cacheferry.cli.command;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options with which the help of every command that can fail ends. */
final class LastOptions {
  @SuppressWarnings("UnusedVariable") // the parse result is asked instead
  @Option(names = "--debug", description = "Show the stack trace of a failure.")
  private boolean debug;

  @SuppressWarnings("UnusedVariable") // picocli looks into it
  @Mixin
  private HelpOption help = new HelpOption();
}
