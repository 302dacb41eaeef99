package io.github.cacheferry.cli.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How GitHub's runner reads commands from a step's output and from its files, by its own rules
 * (Runner.Common/ActionCommand and Runner.Worker/FileCommandManager).
 */
public final class RunnerRules {
  private static final Set<String> COMMANDS =
      Set.of(
          "add-mask",
          "debug",
          "notice",
          "warning",
          "error",
          "group",
          "endgroup",
          "echo",
          "set-env",
          "set-output",
          "save-state",
          "add-path",
          "add-matcher",
          "remove-matcher",
          "stop-commands");

  private RunnerRules() {}

  /** A command as the runner understands it; names of properties are in lower case. */
  public record Command(String name, Map<String, String> properties, String data) {}

  /** The commands in these lines, in order. */
  public static List<Command> commands(String output) {
    return output.lines().map(RunnerRules::command).flatMap(Optional::stream).toList();
  }

  /**
   * The command in a line: the new form at its start, behind any of Unicode's blanks, or else the
   * old form anywhere.
   */
  public static Optional<Command> command(String line) {
    return newForm(line.replaceFirst("(?U)^\\s+", "")).or(() -> oldForm(line));
  }

  private static Optional<Command> newForm(String line) {
    int end = line.indexOf("::", 2);
    if (!line.startsWith("::") || end < 0) {
      return Optional.empty();
    }
    return command(line.substring(2, end), ",", line.substring(end + 2), true);
  }

  private static Optional<Command> oldForm(String line) {
    int begin = line.indexOf("##[");
    int end = line.indexOf(']', Math.max(0, begin));
    if (begin < 0 || end < 0) {
      return Optional.empty();
    }
    return command(line.substring(begin + 3, end), ";", line.substring(end + 1), false);
  }

  private static Optional<Command> command(
      String head, String separator, String data, boolean newForm) {
    int space = head.indexOf(' ');
    String name = (space < 0 ? head : head.substring(0, space)).toLowerCase(Locale.ROOT);
    if (!COMMANDS.contains(name)) {
      return Optional.empty();
    }
    var properties = new TreeMap<String, String>();
    if (space > 0) {
      for (String property : head.substring(space + 1).trim().split(separator, -1)) {
        String[] pair = property.split("=", 2);
        if (pair.length == 2 && !pair[0].isEmpty() && !pair[1].isEmpty()) {
          properties.put(
              pair[0].toLowerCase(Locale.ROOT),
              newForm
                  ? replace(pair[1], "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
                  : pair[1]);
        }
      }
    }
    return Optional.of(
        new Command(name, properties, replace(data, "%0D", "\r", "%0A", "\n", "%25", "%")));
  }

  private static String replace(String text, String... pairs) {
    String replaced = text;
    for (int i = 0; i < pairs.length; i += 2) {
      replaced = replaced.replace(pairs[i], pairs[i + 1]);
    }
    return replaced;
  }

  /** The names and values in a file of outputs; fails where the runner would fail the step. */
  public static Map<String, String> values(String file) {
    var values = new LinkedHashMap<String, String>();
    String rest = file;
    while (!rest.isEmpty()) {
      String line = line(rest);
      rest = after(rest, line);
      int equals = line.indexOf('=');
      int heredoc = line.indexOf("<<");
      if (line.isEmpty()) {
        continue;
      }
      if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
        continue;
      }
      if (heredoc <= 0 || heredoc + 2 == line.length()) {
        throw new IllegalStateException("invalid format: " + line);
      }
      var value = new StringBuilder();
      String delimiter = line.substring(heredoc + 2);
      String next = line(rest);
      while (!next.equals(delimiter)) {
        if (rest.isEmpty()) {
          throw new IllegalStateException("matching delimiter not found: " + delimiter);
        }
        value.append(next).append('\n');
        rest = after(rest, next);
        next = line(rest);
      }
      rest = after(rest, next);
      values.put(
          line.substring(0, heredoc),
          value.isEmpty() ? "" : value.substring(0, value.length() - 1));
    }
    return values;
  }

  private static String line(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static String after(String text, String line) {
    return text.substring(Math.min(text.length(), line.length() + 1));
  }
}
