package io.github.cacheferry.cli.config;

import io.github.cacheferry.cli.config.Setting.Layer;
import io.github.cacheferry.cli.progress.ProgressMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Options in the environment: {@code CACHEFERRY_} and the key, or the section and the key with two
 * underscores between: {@code CACHEFERRY_IMPORT_CACHE_FROM} is an output that GitLab hands on.
 */
final class Variables {
  private static final String PREFIX = "CACHEFERRY_";
  private static final String BUILDKIT = "BUILDKIT_PROGRESS";

  private Variables() {}

  /**
   * The variable's name.
   *
   * @param section the command that it is for alone; empty if for several
   */
  static String name(String section, String key) {
    String path = section.isEmpty() ? key : section + "__" + key;
    return PREFIX + path.toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
  }

  /** Whether the variable may be one for an option; the launcher and CI systems have others. */
  static boolean mayBeOne(String name) {
    return name.startsWith("DAGGER_CACHE_")
        || name.equals(BUILDKIT)
        || (name.startsWith(PREFIX) && isKey(name.substring(PREFIX.length())));
  }

  private static boolean isKey(String path) {
    String word = path.substring(path.lastIndexOf("__") + 1).replaceFirst("^_", "");
    return ConfigKey.find(word.toLowerCase(Locale.ROOT).replace('_', '-')).isPresent();
  }

  /** Whether the variable may hold specs: one for an option, or one of dagger's. */
  static boolean mayHoldSpecs(String name) {
    return name.endsWith("_CACHE_FROM")
        || name.endsWith("_CACHE_TO")
        || name.startsWith("_EXPERIMENTAL_DAGGER_CACHE_");
  }

  /** What the environment says of a command's option. */
  static Optional<Setting> find(Map<String, String> environment, String command, ConfigKey key) {
    return one(environment, name(command, key.word()), command, key)
        .or(
            () ->
                key.reaches(command)
                    ? one(environment, name("", key.word()), "", key)
                        .or(() -> another(environment, command, key))
                    : Optional.empty());
  }

  /** What other programs' variables say, where they mean the same. */
  private static Optional<Setting> another(
      Map<String, String> environment, String command, ConfigKey key) {
    if (key == ConfigKey.PROGRESS) {
      return one(environment, BUILDKIT, "", key)
          .filter(setting -> ProgressMode.find(setting.values().get(0)).isPresent());
    }
    return key.isSpec() && command.equals("run")
        ? one(environment, "DAGGER" + name("", key.word()).substring(PREFIX.length() - 1), "", key)
        : Optional.empty();
  }

  private static Optional<Setting> one(
      Map<String, String> environment, String variable, String section, ConfigKey key) {
    String text = environment.getOrDefault(variable, "");
    List<String> values = key.isSpec() ? list(text) : text.isEmpty() ? List.of() : List.of(text);
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new Setting(section, key.word(), values, Layer.ENVIRONMENT, variable));
  }

  private static List<String> list(String text) {
    return Stream.of(text.split(";", -1))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }
}
