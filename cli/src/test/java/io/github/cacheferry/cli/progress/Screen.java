package io.github.cacheferry.cli.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal shows after some output: line feeds, returns, cursor up, erase, colours. */
final class Screen {
  private static final Pattern PIECE =
      Pattern.compile("\u001b\\[(\\d*)([A-Za-z])|\r|\n|[^\u001b\r\n]+");

  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;

  private Screen() {}

  /** The rows, without empty ones at the end. */
  static List<String> of(String output) {
    var screen = new Screen();
    Matcher piece = PIECE.matcher(output);
    while (piece.find()) {
      screen.apply(piece);
    }
    var rows = new ArrayList<>(screen.rows.stream().map(text -> text.toString()).toList());
    while (!rows.isEmpty() && rows.get(rows.size() - 1).isEmpty()) {
      rows.remove(rows.size() - 1);
    }
    return rows;
  }

  private void apply(Matcher piece) {
    String text = piece.group();
    if (text.equals("\r")) {
      column = 0;
    } else if (text.equals("\n")) {
      column = 0;
      if (++row == rows.size()) {
        rows.add(new StringBuilder());
      }
    } else if (piece.group(2) == null) {
      StringBuilder line = rows.get(row);
      line.replace(column, Math.min(line.length(), column + text.length()), text);
      column += text.length();
    } else if (piece.group(2).equals("A")) {
      row -= Integer.parseInt(piece.group(1));
    } else if (piece.group(2).equals("K")) {
      rows.get(row).setLength(column);
    } else if (piece.group(2).equals("J")) {
      rows.get(row).setLength(column);
      rows.subList(row + 1, rows.size()).clear();
    }
  }
}
