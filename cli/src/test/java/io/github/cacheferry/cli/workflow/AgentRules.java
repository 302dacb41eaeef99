package io.github.cacheferry.cli.workflow;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the agent of Azure Pipelines reads commands from a step's output, by its own rules
 * (Agent.Sdk/CommandParser and CommandStringConvertor).
 */
public final class AgentRules {
  private static final String PREFIX = "##vso[";

  private AgentRules() {}

  /** A command as the agent understands it; names of properties are in lower case. */
  public record Command(String name, Map<String, String> properties, String data) {}

  /** The commands in these lines, in order. */
  public static List<Command> commands(String output) {
    return output.lines().map(AgentRules::command).flatMap(Optional::stream).toList();
  }

  /** The values of the variables that are outputs. */
  public static Map<String, String> outputs(String output) {
    return variables(output, true);
  }

  /** The values of the variables for later steps. */
  public static Map<String, String> variables(String output) {
    return variables(output, false);
  }

  private static Map<String, String> variables(String output, boolean outputs) {
    var values = new TreeMap<String, String>();
    for (Command command : commands(output)) {
      Map<String, String> properties = command.properties();
      boolean isOutput = "true".equalsIgnoreCase(properties.get("isoutput"));
      if (command.name().equals("task.setvariable") && isOutput == outputs) {
        values.put(properties.getOrDefault("variable", ""), command.data());
      }
    }
    return values;
  }

  /** The command in a line, wherever it begins. */
  static Optional<Command> command(String line) {
    int begin = line.indexOf(PREFIX);
    int end = line.indexOf(']', Math.max(0, begin));
    if (begin < 0 || end < 0) {
      return Optional.empty();
    }
    String head = line.substring(begin + PREFIX.length(), end);
    int space = head.indexOf(' ');
    String name = space < 0 ? head : head.substring(0, space);
    var properties = new TreeMap<String, String>();
    if (space > 0) {
      for (String property : head.substring(space + 1).split(";", -1)) {
        String[] pair = property.split("=", 2);
        if (pair.length == 2 && !pair[0].isEmpty() && !pair[1].isEmpty()) {
          properties.put(pair[0].toLowerCase(Locale.ROOT), unescape(pair[1]));
        }
      }
    }
    return Optional.of(new Command(name, properties, unescape(line.substring(end + 1))));
  }

  private static String unescape(String text) {
    return text.replace("%3B", ";")
        .replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%5D", "]")
        .replace("%AZP25", "%");
  }
}
