package io.github.cacheferry.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What can stand for a parameter.
 *
 * @param kind what kind of thing
 * @param words all of them, if they are words
 */
record Argument(Kind kind, List<String> words) {
  Argument {
    words = List.copyOf(words);
  }

  /** What can stand for the parameter of this option, or for this positional one. */
  static Argument of(ArgSpec spec) {
    List<String> words = words(spec);
    if (!words.isEmpty()) {
      return new Argument(Kind.WORDS, words);
    }
    return new Argument(
        switch (spec.paramLabel()) {
          case "DIR" -> Kind.DIRECTORY;
          case "FILE" -> Kind.FILE;
          case "COMMAND" -> Kind.PROGRAM;
          default -> Kind.ANYTHING;
        },
        List.of());
  }

  /** The words of the enumeration that the parameter is of, as the command line has them. */
  private static List<String> words(ArgSpec spec) {
    var words = new ArrayList<String>();
    for (Class<?> type : spec.auxiliaryTypes()) {
      addWords(type, words);
    }
    if (words.isEmpty()) {
      addWords(spec.type(), words);
    }
    return words;
  }

  private static void addWords(Class<?> type, List<String> words) {
    Object[] constants = type.getEnumConstants();
    for (Object constant : constants == null ? new Object[0] : constants) {
      words.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  /** Kinds of things. */
  enum Kind {
    WORDS,
    DIRECTORY,
    FILE,
    PROGRAM,
    ANYTHING
  }
}
