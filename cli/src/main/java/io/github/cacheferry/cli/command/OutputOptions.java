package io.github.cacheferry.cli.command;

import io.github.cacheferry.cli.command.SharedOptions.OutputConverter;
import io.github.cacheferry.cli.command.SharedOptions.OutputFormat;
import picocli.CommandLine.Option;

/** The options that commands have which move nothing: {@link SharedOptions} are of the others. */
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      converter = OutputConverter.class,
      description = "What stdout gets: text (the default) or json, one object.")
  private OutputFormat output = OutputFormat.TEXT;

  @SuppressWarnings("UnusedVariable") // the parse result is asked instead
  @Option(names = "--debug", description = "Show the stack trace of a failure.")
  private boolean debug;

  @SuppressWarnings("UnusedVariable") // the parse result is asked instead
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /** Whether stdout gets JSON. */
  boolean json() {
    return output == OutputFormat.JSON;
  }
}
