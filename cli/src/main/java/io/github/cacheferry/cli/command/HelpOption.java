package io.github.cacheferry.cli.command;

import picocli.CommandLine.Option;

/** The option that every command has. */
final class HelpOption {
  @SuppressWarnings("UnusedVariable") // the parse result is asked instead
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;
}
