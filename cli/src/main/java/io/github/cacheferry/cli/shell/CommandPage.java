package io.github.cacheferry.cli.shell;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command, as one reads of it.
 *
 * @param words its name behind the program's: {@code import}, {@code serve gha}
 * @param summary what it does, in a line
 * @param environment the variables that it heeds as all that ask servers do; empty if it asks none
 * @param operands all words that it takes besides options; empty if its parameters tell that
 * @param spec its options and texts
 */
public record CommandPage(
    String words, String summary, String environment, List<String> operands, CommandSpec spec) {
  public CommandPage {
    operands = List.copyOf(operands);
  }

  /** The subcommand's page. */
  public CommandPage of(CommandSpec subcommand) {
    String sentence = Sentences.of(subcommand.usageMessage().description()[0]).get(0);
    return new CommandPage(
        words + " " + subcommand.name(),
        sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1),
        environment,
        List.of(),
        subcommand);
  }

  /** What can stand for this parameter. */
  Argument argument(PositionalParamSpec parameter) {
    return operands.isEmpty()
        ? Argument.of(parameter)
        : new Argument(Argument.Kind.WORDS, operands);
  }

  /** The options, in their order. */
  List<OptionSpec> options() {
    return spec.options().stream().filter(option -> !option.hidden()).toList();
  }

  /** The names of its subcommands. */
  List<String> subcommands() {
    return List.copyOf(spec.subcommands().keySet());
  }
}
