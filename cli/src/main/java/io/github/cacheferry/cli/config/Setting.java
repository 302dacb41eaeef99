package io.github.cacheferry.cli.config;

import java.util.List;

/**
 * The value of an option, and where it comes from.
 *
 * @param section the command that it is for alone; empty if for several
 * @param key the option's long name, without dashes
 * @param values the value as it was written, several for an option that may be repeated
 * @param layer what kind of place it comes from
 * @param place the variable, or the file and the line: {@code .cacheferry.yaml:3}
 */
public record Setting(String section, String key, List<String> values, Layer layer, String place) {
  public Setting {
    values = List.copyOf(values);
  }

  /** The same with other values. */
  Setting with(List<String> others) {
    return new Setting(section, key, others, layer, place);
  }

  /** The kinds of places, what counts first first. */
  public enum Layer {
    ENVIRONMENT,
    REPOSITORY,
    USER
  }
}
