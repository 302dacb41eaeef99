package io.github.cacheferry.cli.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Looking into YAML documents. */
final class Documents {
  private Documents() {}

  /** The document, which must be a map. */
  static Map<?, ?> read(String text) {
    var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
    return map(new Load(settings).loadFromString(text));
  }

  /** What is below a map by these keys; it must be there. */
  static Object at(Object map, String... keys) {
    Object value = map;
    for (String key : keys) {
      value = Objects.requireNonNull(map(value).get(key), key);
    }
    return value;
  }

  static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  static List<?> list(Object value) {
    return (List<?>) value;
  }

  /** The map of strings below the map by this key; empty if there is none. */
  static Map<String, String> strings(Map<?, ?> map, String key) {
    var strings = new LinkedHashMap<String, String>();
    Object found = map.get(key);
    if (found != null) {
      map(found).forEach((name, value) -> strings.put(String.valueOf(name), String.valueOf(value)));
    }
    return strings;
  }

  /** A string, or several as lines of one script. */
  static String script(Object value) {
    return value instanceof List<?> lines
        ? String.join("\n", lines.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }

  /** The text with what the pattern's first group names replaced. */
  static String replace(Pattern pattern, String text, UnaryOperator<String> value) {
    return pattern
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value.apply(match.group(1))));
  }

  /** A map of variables of these names and values, by turns. */
  static Map<String, String> of(String... pairs) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** Both, the second's values before the first's. */
  static Map<String, String> both(Map<String, String> first, Map<String, String> second) {
    var both = new LinkedHashMap<>(first);
    both.putAll(second);
    return both;
  }

  /** A list to add to. */
  static List<Step> steps() {
    return new ArrayList<>();
  }
}
