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
      names.add("--no-" + option.longestName().substring(2));
    }
    return names;
  }

  /** Whether it has a parameter. */
  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** What it does, as one text. */
  static String description(OptionSpec option) {
    return String.join(" ", option.description());
  }
}
