package io.github.cacheferry.cli.report;

import io.github.cacheferry.cli.config.EffectiveOption;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What options are that are not given.
 *
 * @param files the files that were read
 */
public record ConfigReport(List<String> files, List<Command> commands) {
  private static final String UNSET = "-";

  public ConfigReport {
    files = List.copyOf(files);
    commands = List.copyOf(commands);
  }

  /** Writes the report to stdout. */
  public void write(Console console, boolean json) {
    if (json) {
      console.json(this::writeJson);
    } else {
      console.out(text().stripTrailing());
    }
  }

  private String text() {
    var text = new StringBuilder();
    text.append("files  ").append(files.isEmpty() ? UNSET : String.join(", ", files)).append('\n');
    for (Command command : commands) {
      text.append('\n').append(command.name()).append('\n');
      int option = width(command.options().stream().map(EffectiveOption::option).toList());
      int place = width(command.options().stream().map(ConfigReport::place).toList());
      for (EffectiveOption one : command.options()) {
        for (String value : one.values().isEmpty() ? List.of(UNSET) : one.values()) {
          text.append("  ").append(padded(one.option(), option));
          text.append(padded(place(one), place)).append(value).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static int width(List<String> column) {
    return column.stream().mapToInt(String::length).max().orElse(0) + 2;
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String place(EffectiveOption option) {
    return option.place().orElse("default");
  }

  private void writeJson(JsonText json) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", "config")
        .strings("files", files)
        .objects(
            "commands",
            commands,
            (object, command) ->
                object
                    .field("name", command.name())
                    .objects("options", command.options(), ConfigReport::writeOption));
  }

  private static void writeOption(JsonText json, EffectiveOption option) throws IOException {
    Optional<String> layer = option.layer().map(from -> from.name().toLowerCase(Locale.ROOT));
    json.field("option", option.option())
        .strings("values", option.values())
        .field("from", layer.orElse("default"))
        .field("place", option.place());
  }

  /**
   * A command's options.
   *
   * @param name as in files: {@code serve gha}
   */
  public record Command(String name, List<EffectiveOption> options) {
    public Command {
      options = List.copyOf(options);
    }
  }
}
