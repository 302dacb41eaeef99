package io.github.cacheferry.cli.salvage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where each instruction of a Dockerfile begins and ends, as BuildKit's parser does; what is
 * in it, that finds out.
 */
final class DockerfileReader {
  private static final Pattern DIRECTIVE =
      Pattern.compile("#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+)");

  /** As it looks where a byte is a character. */
  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private static final Set<String> DIRECTIVES = Set.of("syntax", "escape", "check");

  private final List<String> lines;
  private Pattern continued = continuedBy('\\');
  private int next;

  private DockerfileReader(List<String> lines) {
    this.lines = lines;
  }

  /** The instructions, those before the first FROM too. */
  static List<Instruction> read(List<String> lines) {
    var reader = new DockerfileReader(lines);
    reader.readDirectives();
    var instructions = new ArrayList<Instruction>();
    while (reader.next < lines.size()) {
      if (reader.isEmpty(reader.line()) || reader.isComment(reader.line())) {
        reader.next++;
      } else {
        instructions.add(reader.withHeredocs(reader.logicalLine()));
      }
    }
    return instructions;
  }

  /** They stand before all else, empty lines too. */
  private void readDirectives() {
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = DIRECTIVE.matcher(text(i).strip());
      if (!matcher.matches() || !DIRECTIVES.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
        return;
      }
      if (matcher.group(1).equalsIgnoreCase("escape")) {
        continued = continuedBy(matcher.group(2).charAt(0));
      }
    }
  }

  private Instruction logicalLine() {
    int first = next;
    var text = new StringBuilder();
    boolean goesOn = true;
    while (goesOn && next < lines.size()) {
      String line = line();
      boolean passedOver = next > first && (isEmpty(line) || isComment(line));
      if (!passedOver) {
        Matcher matcher = continued.matcher(line);
        goesOn = matcher.find();
        text.append(goesOn ? line.substring(0, matcher.start()) : line);
      }
      next++;
    }
    return new Instruction(text.toString(), first, next - 1);
  }

  private Instruction withHeredocs(Instruction instruction) {
    for (Heredoc heredoc : Heredoc.of(instruction)) {
      while (next < lines.size() && !heredoc.endsWith(line())) {
        next++;
      }
      next = Math.min(next + 1, lines.size());
    }
    return new Instruction(instruction.text(), instruction.first(), next - 1);
  }

  private String line() {
    return text(next);
  }

  /** A line without its end and without a byte order mark. */
  private String text(int number) {
    String line = lines.get(number);
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    return number == 0 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(3) : text;
  }

  private boolean isEmpty(String line) {
    return line.isBlank();
  }

  private boolean isComment(String line) {
    return line.strip().startsWith("#");
  }

  /** The character that ends a line which goes on, unless it stands for itself. */
  private static Pattern continuedBy(char escape) {
    String quoted = Pattern.quote(String.valueOf(escape));
    return Pattern.compile("(?<!" + quoted + ")" + quoted + "[ \\t]*$");
  }
}
