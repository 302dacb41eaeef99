package io.github.cacheferry.cli.shell;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** The names that an option goes by. */
final class OptionNames {
  private OptionNames() {}

  /** All of them, with the one that unsets it. */
  static List<String> of(OptionSpec option) {
    var names = new ArrayList<String>(List.of(option.names()));
    if (option.negatable()) {
      names.add(negated(option));
    }
    return names;
  }

  private static String negated(OptionSpec option) {
    return "--no-" + option.longestName().substring(2);
  }

  /** Whether it has a parameter. */
  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** What it does under this name, in a sentence: of one that unsets it, what that does. */
  static String sentence(OptionSpec option, String name) {
    List<String> sentences = Sentences.of(description(option));
    boolean unsets = option.negatable() && name.equals(negated(option));
    return unsets
        ? sentences.stream()
            .filter(sentence -> sentence.contains(name))
            .findFirst()
            .orElse("Unset " + option.longestName())
        : sentences.get(0);
  }

  /** What it does, as one text. */
  static String description(OptionSpec option) {
    return String.join(" ", option.description());
  }
}
