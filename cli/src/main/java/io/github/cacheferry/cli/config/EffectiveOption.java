package io.github.cacheferry.cli.config;

import io.github.cacheferry.cache.CacheException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What an option is if it is not given, and why.
 *
 * @param option the long name, without dashes
 * @param values the value, several if the option may be repeated; none if it is not set
 * @param layer what kind of place it comes from; empty if that is the program
 * @param place the variable, or the file and the line
 */
public record EffectiveOption(
    String option, List<String> values, Optional<Setting.Layer> layer, Optional<String> place) {
  public EffectiveOption {
    values = List.copyOf(values);
  }

  /**
   * The command's options that can be configured.
   *
   * @throws CacheException.Usage if a file has a key for the command that is none of its options
   */
  public static List<EffectiveOption> of(CommandSpec command, Configuration configuration)
      throws CacheException.Usage {
    var options = new ArrayList<EffectiveOption>();
    for (ConfiguredOption option : ConfiguredArguments.options(command, configuration)) {
      options.add(of(option));
    }
    return List.copyOf(options);
  }

  /** The command's name, as files have it. */
  public static String command(CommandSpec command) {
    return ConfiguredArguments.name(command);
  }

  private static EffectiveOption of(ConfiguredOption configured) {
    OptionSpec option = configured.option();
    return new EffectiveOption(
        option.longestName().substring(2),
        configured.setting().map(Setting::values).orElseGet(() -> usual(option)),
        configured.setting().map(Setting::layer),
        configured.setting().map(Setting::place));
  }

  private static List<String> usual(OptionSpec option) {
    return option.defaultValue() == null
        ? texts(option.getValue())
        : List.of(option.defaultValue());
  }

  private static List<String> texts(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(EffectiveOption::text).stream().toList();
    }
    if (value instanceof Collection<?> several) {
      return several.stream().map(EffectiveOption::text).toList();
    }
    String text = text(value);
    return text.isEmpty() ? List.of() : List.of(text);
  }

  private static String text(Object value) {
    return value instanceof Enum<?> word
        ? word.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : String.valueOf(value);
  }
}
