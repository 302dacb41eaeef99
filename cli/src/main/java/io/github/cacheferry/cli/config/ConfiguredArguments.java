package io.github.cacheferry.cli.config;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command line with what is configured and not given on it.
 *
 * @param arguments the arguments behind the command's name
 * @param used the settings among them
 */
public record ConfiguredArguments(List<String> arguments, List<Setting> used) {
  private static final String END_OF_OPTIONS = "--";

  /** Whoever gives it a place asks about that one, and not about those that are configured. */
  private static final String DOCTOR = "doctor";

  public ConfiguredArguments {
    arguments = List.copyOf(arguments);
    used = List.copyOf(used);
  }

  /**
   * Adds to the arguments what is configured for the command and not given.
   *
   * @param command the command, whose subcommand may be named first in the arguments
   * @throws CacheException.Usage if a setting is not one of an option that the command has
   */
  public static ConfiguredArguments of(
      CommandSpec command, Configuration configuration, String... given)
      throws CacheException.Usage {
    if (configuration.isEmpty()) {
      return new ConfiguredArguments(List.of(given), List.of());
    }
    int words = 0;
    CommandSpec innermost = command;
    while (words < given.length && innermost.subcommands().containsKey(given[words])) {
      innermost = innermost.subcommands().get(given[words]).getCommandSpec();
      words++;
    }
    var arguments = new ArrayList<String>(List.of(given).subList(0, words));
    var rest = Arrays.asList(given).subList(words, given.length);
    Set<String> names = names(rest, innermost);
    boolean namesItsPlaces = name(innermost).equals(DOCTOR) && hasParameter(innermost, rest);
    var used = new ArrayList<Setting>();
    for (ConfiguredOption option : options(innermost, configuration)) {
      Optional<Setting> setting = option.setting();
      if (setting.isPresent() && !option.isAmong(names) && !(namesItsPlaces && option.isSpec())) {
        arguments.addAll(option.arguments());
        used.add(setting.get());
      }
    }
    arguments.addAll(rest);
    return new ConfiguredArguments(arguments, used);
  }

  /**
   * The command's options that can be configured, with what is.
   *
   * @throws CacheException.Usage if a file has a key for the command that is none of its options
   */
  static List<ConfiguredOption> options(CommandSpec command, Configuration configuration)
      throws CacheException.Usage {
    String name = name(command);
    var options = new ArrayList<ConfiguredOption>();
    var known = new HashSet<String>();
    for (OptionSpec option : command.options()) {
      Optional<ConfigKey> key = ConfigKey.find(option.longestName().substring(2));
      if (key.isPresent()) {
        known.add(key.get().word());
        options.add(new ConfiguredOption(option, configuration.find(name, key.get())));
      }
    }
    for (Setting setting : configuration.section(name)) {
      if (!known.contains(setting.key())) {
        throw ConfigProblem.of(setting.place(), name + " has no option --" + setting.key(), "");
      }
    }
    return options;
  }

  /** The command's name in files: {@code import}, {@code serve gha}. */
  static String name(CommandSpec command) {
    return command.qualifiedName().replaceFirst("^cacheferry ", "");
  }

  /** Where the option's value comes from, unless it was given. */
  public Optional<String> place(String option) {
    return used.stream()
        .filter(setting -> option.equals("--" + setting.key()))
        .map(Setting::place)
        .findFirst();
  }

  /** The failure, told with where the settings came from that it is about. */
  public IOException explain(IOException failure) {
    if (!(failure instanceof CacheException.Usage usage)) {
      return failure;
    }
    Problem problem = usage.problem();
    String places =
        used.stream()
            .filter(setting -> isAbout(problem.toString(), setting))
            .map(setting -> setting.key() + " from " + setting.place())
            .collect(Collectors.joining(", "));
    return places.isEmpty() || !problem.where().isEmpty()
        ? failure
        : new CacheException.Usage(
            new Problem(problem.action(), places, problem.reason(), problem.advice()));
  }

  private static boolean isAbout(String problem, Setting setting) {
    return isNamed(problem, "--" + setting.key())
        || setting.values().stream().anyMatch(value -> isNamed(problem, value));
  }

  /** Whether it is there, and not as a part of another word; very short ones turn up anywhere. */
  private static boolean isNamed(String problem, String text) {
    return text.length() > 2
        && Pattern.compile("(?<![\\w-])" + Pattern.quote(text) + "(?![\\w-])")
            .matcher(problem)
            .find();
  }

  /** Whether one of the arguments is neither an option nor an option's value. */
  private static boolean hasParameter(CommandSpec command, List<String> arguments) {
    boolean isValue = false;
    for (String argument : arguments) {
      if (!isValue && !argument.startsWith("-")) {
        return true;
      }
      isValue = !isValue && takesTheNext(argument, command);
    }
    return false;
  }

  /** The names of the options that are given, and perhaps other words. */
  private static Set<String> names(List<String> arguments, CommandSpec command) {
    boolean endsAtOperand = command.parser().stopAtPositional();
    var names = new HashSet<String>();
    boolean isValue = false;
    for (String argument : arguments) {
      boolean isOperand = !isValue && !argument.startsWith("-");
      if (argument.equals(END_OF_OPTIONS) || (endsAtOperand && isOperand)) {
        break;
      }
      int equals = argument.indexOf('=');
      names.add(equals < 0 ? argument : argument.substring(0, equals));
      isValue = !isValue && takesTheNext(argument, command);
    }
    return names;
  }

  private static boolean takesTheNext(String argument, CommandSpec command) {
    OptionSpec option = command.findOption(argument);
    return option != null && option.arity().min() > 0;
  }
}
