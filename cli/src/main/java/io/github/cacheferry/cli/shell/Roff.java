package io.github.cacheferry.cli.shell;

import java.util.List;
import java.util.Locale;

/** Text in the macros of man(7). */
final class Roff {
  private static final int LAST_ASCII = 0x7e;

  private final StringBuilder text = new StringBuilder();

  Roff title(String name, String version) {
    return line(
        ".TH " + escaped(name.toUpperCase(Locale.ROOT)) + " 1 \"\" \"" + escaped(version) + "\"");
  }

  Roff section(String name) {
    return line(".SH " + (name.contains(" ") ? "\"" + name + "\"" : name));
  }

  /** Begins an item of a list: its term, already escaped; what is said of it follows. */
  Roff term(String escapedTerm) {
    return line(".TP").line(escapedTerm);
  }

  Roff paragraph(String plain) {
    if (!text.toString().endsWith("\\fR\n") && !text.toString().endsWith("SYNOPSIS\n")) {
      int lineBefore = text.lastIndexOf("\n", text.length() - 2) + 1;
      if (text.charAt(lineBefore) != '.') {
        line(".PP");
      }
    }
    return line(escaped(plain));
  }

  /** Lines as they are. */
  Roff verbatim(List<String> lines) {
    line(".nf");
    for (String one : lines) {
      line(escaped(one));
    }
    return line(".fi");
  }

  /** Takes a line as it is. */
  Roff line(String escaped) {
    text.append(escaped).append('\n');
    return this;
  }

  String text() {
    return text.toString();
  }

  /** The text so that it stands for itself: hyphens can be copied, and nothing is a macro. */
  static String escaped(String plain) {
    var escaped = new StringBuilder();
    plain
        .replace("%%", "%")
        .codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> {
                  if (character <= LAST_ASCII) {
                    escaped.append((char) character);
                  } else {
                    escaped.append(String.format("\\[u%04X]", character));
                  }
                }
              }
            });
    return escaped.toString().startsWith(".") ? "\\&" + escaped : escaped.toString();
  }
}
