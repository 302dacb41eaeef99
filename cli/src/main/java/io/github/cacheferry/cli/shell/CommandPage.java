package io.github.cacheferry.cli.shell;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command, as one reads of it.
 *
 * @param words its name behind the program's: {@code import}, {@code serve gha}
 * @param summary what it does, in a line
 * @param environment the variables that it heeds as all that ask servers do; empty if it asks none
 * @param spec its options and texts
 */
public record CommandPage(String words, String summary, String environment, CommandSpec spec) {
  /** The subcommand's page. */
  public CommandPage of(CommandSpec subcommand) {
    return new CommandPage(
        words + " " + subcommand.name(),
        firstSentence(subcommand.usageMessage().description()[0]),
        environment,
        subcommand);
  }

  /** The options, in their order. */
  List<OptionSpec> options() {
    return spec.options().stream().filter(option -> !option.hidden()).toList();
  }

  /** The names of its subcommands. */
  List<String> subcommands() {
    return List.copyOf(spec.subcommands().keySet());
  }

  /** The first sentence without its full stop, for a line's place. */
  static String firstSentence(String text) {
    int end = text.indexOf(". ");
    String sentence = end < 0 ? text : text.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
