package io.github.cacheferry.cli.config;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The table of keys in the documentation. */
public final class ConfigTable {
  private ConfigTable() {}

  /** The names of all keys. */
  public static List<String> keys() {
    return ConfigKey.words();
  }

  /** A row for each key. */
  public static String of(List<CommandSpec> commands) {
    var table = new StringBuilder();
    for (ConfigKey key : ConfigKey.values()) {
      var having = new ArrayList<String>();
      for (CommandSpec command : commands) {
        if (command.findOption("--" + key.word()) != null) {
          having.add("`" + ConfiguredArguments.name(command) + "`");
        }
      }
      table.append("| `").append(key.word()).append("` | ").append(top(key)).append(" | ");
      table.append(repository(key)).append(" | ").append(String.join(", ", having)).append(" |\n");
    }
    return table.toString();
  }

  private static String top(ConfigKey key) {
    return key.reaches("heal") ? "every" : key.isForSeveral() ? "job" : "-";
  }

  private static String repository(ConfigKey key) {
    return switch (key.inRepository()) {
      case ALLOWED -> "yes";
      case REFUSED -> "no";
      case BOUNDED -> key.isSpec() ? "no secrets, no addresses" : "in the checkout, not its root";
    };
  }
}
