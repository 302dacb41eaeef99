package io.github.cacheferry.cli.config;

import io.github.cacheferry.cache.CacheException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option of a command, and what is configured for it.
 *
 * @param option the option
 * @param setting its value; empty if the option's own default counts
 */
record ConfiguredOption(OptionSpec option, Optional<Setting> setting) {
  /** Whether it names a place of caches. */
  boolean isSpec() {
    return ConfigKey.find(option.longestName().substring(2)).filter(ConfigKey::isSpec).isPresent();
  }

  /** Whether the option has one of these names. */
  boolean isAmong(Set<String> names) {
    return Stream.of(option.names()).anyMatch(names::contains)
        || (option.negatable() && names.contains(negated()));
  }

  /**
   * The setting as arguments.
   *
   * @throws CacheException.Usage if it is neither true nor false and has to be
   */
  List<String> arguments() throws CacheException.Usage {
    var arguments = new ArrayList<String>();
    for (String value : setting.map(Setting::values).orElse(List.of())) {
      if (option.arity().max() > 0) {
        arguments.add(option.longestName() + "=" + value);
      } else if (isTrue(value)) {
        arguments.add(option.longestName());
      } else if (option.negatable()) {
        arguments.add(negated());
      }
    }
    return arguments;
  }

  private String negated() {
    return "--no-" + option.longestName().substring(2);
  }

  private boolean isTrue(String value) throws CacheException.Usage {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw ConfigProblem.of(
              setting.map(Setting::place).orElse(""),
              option.longestName() + " is true or false, not " + value,
              "");
    };
  }
}
