package io.github.cacheferry.cli.wrapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A command line whose subcommands are looked for one after the other, each behind the options of
 * the one before.
 *
 * @param words the program and its arguments, perhaps behind programs that only start it
 * @param start the place of the program
 * @param place the place of the word that was found last
 */
record CommandWords(List<String> words, int start, int place) {
  CommandWords {
    words = List.copyOf(words);
  }

  /** Begins at the program. */
  static CommandWords of(List<String> words) {
    int start = Starters.program(words);
    return new CommandWords(words, start, start);
  }

  /** The program's name, without where it is. */
  String program() {
    String path = words.get(start);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** What stands before the program. */
  List<String> starters() {
    return words.subList(0, start);
  }

  /** The program, with what starts it. */
  List<String> started() {
    return words.subList(0, start + 1);
  }

  /** The word that was found last. */
  String word() {
    return place < words.size() ? words.get(place) : "";
  }

  /**
   * The next word that is neither an option nor an option's value; the end, an empty word, if there
   * is none.
   *
   * @param withValue the options that take the word behind them for their value
   */
  CommandWords next(Set<String> withValue) {
    int next = place + 1;
    while (next < words.size() && words.get(next).startsWith("-")) {
      next += takesTheNext(words.get(next), withValue) ? 2 : 1;
    }
    return new CommandWords(words, start, Math.min(next, words.size()));
  }

  /**
   * Options of a letter may share a word: {@code -Dc} is {@code -D -c}, while in {@code -cD} the
   * rest is a value. To programs without such, as buildctl is, a dash does as well as two.
   */
  private static boolean takesTheNext(String option, Set<String> withValue) {
    int end = option.startsWith("--") ? 0 : option.length();
    for (int i = 1; i < end && option.charAt(i) != '='; i++) {
      if (withValue.contains("-" + option.charAt(i))) {
        return i == end - 1;
      }
    }
    return withValue.contains(option) || withValue.contains("-" + option);
  }

  /** The words up to the one that was found last, without it. */
  List<String> before() {
    return words.subList(0, place);
  }

  /** The words from the one that was found last on. */
  List<String> rest() {
    return words.subList(place, words.size());
  }

  /** All words, with these behind the one that was found last. */
  List<String> insert(List<String> more) {
    var all = new ArrayList<String>(words.subList(0, place + 1));
    all.addAll(more);
    all.addAll(words.subList(place + 1, words.size()));
    return all;
  }

  /** All words, with these after the last option, that is, before a {@code --} if there is one. */
  List<String> append(List<String> more) {
    int end = words.subList(place, words.size()).indexOf("--");
    var all = new ArrayList<String>(words);
    all.addAll(end < 0 ? words.size() : place + end, more);
    return all;
  }
}
