package io.github.cacheferry.cli.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A word as a shell needs it. */
public final class ShellWord {
  private static final String PLAIN = "_-=,./:@%+";

  private ShellWord() {}

  /** The words as one line. */
  public static String line(List<String> words) {
    return words.stream().map(ShellWord::quote).collect(Collectors.joining(" "));
  }

  /** The words as one line that sets these variables for them. */
  public static String line(Map<String, String> variables, List<String> words) {
    var line = new StringBuilder();
    new TreeMap<>(variables)
        .forEach((name, value) -> line.append(name).append('=').append(quote(value)).append(' '));
    return line + line(words);
  }

  /** The word itself if a shell reads it as it is, else in single quotes. */
  public static String quote(String word) {
    boolean plain = !word.isEmpty();
    for (int i = 0; i < word.length() && plain; i++) {
      plain = Character.isLetterOrDigit(word.charAt(i)) || PLAIN.indexOf(word.charAt(i)) >= 0;
    }
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
