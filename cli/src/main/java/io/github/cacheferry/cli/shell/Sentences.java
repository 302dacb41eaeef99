package io.github.cacheferry.cli.shell;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sentences of a description, for places that have room for one. */
final class Sentences {
  /** Between two of them; the dots of {@code src=...} end none. */
  private static final Pattern BETWEEN = Pattern.compile("(?<=[^.]\\.) ");

  private static final Pattern FULL_STOP = Pattern.compile("(?<=[^.])\\.$");

  private Sentences() {}

  /** All of them, without their full stops; at least one, which may be empty. */
  static List<String> of(String text) {
    return Stream.of(BETWEEN.split(text, -1))
        .map(sentence -> FULL_STOP.matcher(sentence).replaceFirst(""))
        .toList();
  }
}
