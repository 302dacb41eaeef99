package io.github.cacheferry.cli.salvage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A here-document that an instruction announces.
 *
 * @param end the line that ends it
 * @param tabs whether tabs before that are passed over
 */
record Heredoc(String end, boolean tabs) {
  private static final Pattern WORD = Pattern.compile("\\d*<<(-?)([^<]+)");
  private static final Set<String> WITH = Set.of("RUN", "COPY", "ADD");

  /** Those of this instruction, in their order (BuildKit's parser, {@code heredocsFromLine}). */
  static List<Heredoc> of(Instruction instruction) {
    String[] words = instruction.words();
    int keyword = instruction.keyword().equals("ONBUILD") ? 1 : 0;
    if (words.length <= keyword + 1
        || !WITH.contains(words[keyword].toUpperCase(Locale.ROOT))
        || words[keyword + 1].startsWith("[")) { // arguments as JSON
      return List.of();
    }
    var heredocs = new ArrayList<Heredoc>();
    for (String word : shellWords(instruction.text())) {
      Matcher matcher = WORD.matcher(word);
      if (matcher.matches()) {
        String end = matcher.group(2).replaceAll("[\"'\\\\]", "");
        if (!end.isEmpty()) {
          heredocs.add(new Heredoc(end, !matcher.group(1).isEmpty()));
        }
      }
    }
    return heredocs;
  }

  /** Whether this line ends it. */
  boolean endsWith(String line) {
    return (tabs ? line.replaceFirst("^\t+", "") : line).equals(end);
  }

  /** As a shell would split them, but with their quotes. */
  private static List<String> shellWords(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        words.add(word.toString());
        word.setLength(0);
        continue;
      }
      word.append(c);
      if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
    }
    words.add(word.toString());
    return words;
  }
}
