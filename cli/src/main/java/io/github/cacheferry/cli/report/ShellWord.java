package io.github.cacheferry.cli.report;

/** A word as a shell needs it. */
final class ShellWord {
  private static final String PLAIN = "_-=,./:@%+";

  private ShellWord() {}

  /** The word itself if a shell reads it as it is, else in single quotes. */
  static String quote(String word) {
    boolean plain = !word.isEmpty();
    for (int i = 0; i < word.length() && plain; i++) {
      plain = Character.isLetterOrDigit(word.charAt(i)) || PLAIN.indexOf(word.charAt(i)) >= 0;
    }
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
