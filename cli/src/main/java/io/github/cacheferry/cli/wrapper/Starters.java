package io.github.cacheferry.cli.wrapper;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Programs that only start another, with the same streams and in the same place: {@code nice docker
 * build .}. Not those that make another user or place of it, as {@code sudo} and {@code env -C} do:
 * other caches and credentials are there. Nor {@code time}, which hands no signal on.
 */
final class Starters {
  private static final String ENV = "env";
  private static final Set<String> UNSET = Set.of("-u", "--unset");

  /** By their names, the options that take the next word; those of GNU and of util-linux. */
  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          ENV,
          UNSET,
          "nice",
          Set.of("-n", "--adjustment"),
          "ionice",
          Set.of("-c", "--class", "-n", "--classdata"),
          "nohup",
          Set.of(),
          "stdbuf",
          Set.of("-i", "--input", "-o", "--output", "-e", "--error"),
          "timeout",
          Set.of("-k", "--kill-after", "-s", "--signal"));

  private Starters() {}

  /** The place of the program that is started in the end; the first if there is none. */
  static int program(List<String> words) {
    int place = 0;
    int next = behind(words, place);
    while (next > place && next < words.size()) {
      place = next;
      next = behind(words, place);
    }
    return next == place ? place : 0;
  }

  /** The place behind the program and what is its own; the same place if it is none of these. */
  private static int behind(List<String> words, int place) {
    var starter = new CommandWords(words, place, place);
    Set<String> withValue = OPTIONS.get(starter.program());
    if (withValue == null) {
      return place;
    }
    int next = starter.next(withValue).place();
    if (starter.program().equals(ENV)) {
      if (!words.subList(place + 1, next).stream().allMatch(Starters::isHarmless)) {
        return place;
      }
      while (next < words.size() && words.get(next).indexOf('=') >= 0) {
        next++;
      }
    }
    return starter.program().equals("timeout") ? Math.min(next + 1, words.size()) : next;
  }

  /** Whether it is a word of {@code -u NAME}. */
  private static boolean isHarmless(String word) {
    return !word.startsWith("-") || word.equals("--") || UNSET.stream().anyMatch(word::startsWith);
  }
}
