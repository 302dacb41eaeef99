package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.scope.Job;
import io.github.cacheferry.scope.ScopeName;
import io.github.cacheferry.spec.NearMiss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code --scope-by} tells apart: {@code image=app,platform}. */
final class ScopeParts {
  /** In the order that they have in a scope's name, however they were given. */
  private static final List<String> KEYS = List.of("image", "target", "platform", "matrix");

  private ScopeParts() {}

  /**
   * The parts with their values.
   *
   * @param job tells values that were not given
   * @throws CacheException.Usage if a key is unknown, given twice or has no value
   */
  static Map<String, String> parse(String text, Job job) throws CacheException.Usage {
    checkKeys(text);
    var given = new LinkedHashMap<String, String>();
    for (String field : text.split(",", -1)) {
      int equals = field.indexOf('=');
      String key = key(field);
      String value = equals < 0 ? derived(text, key, job) : field.substring(equals + 1);
      if (ScopeName.parse(value).isEmpty()) {
        throw problem(text, key + " has no value that could be a name", "Write " + key + "=….");
      }
      if (given.put(key, value) != null) {
        throw problem(text, key + " is given twice", "");
      }
    }
    var parts = new LinkedHashMap<String, String>();
    KEYS.stream()
        .filter(given::containsKey)
        .forEach(key -> parts.put(key, given.getOrDefault(key, "")));
    return parts;
  }

  /**
   * Whether all keys are known, without a look at their values.
   *
   * @throws CacheException.Usage if one is not
   */
  static void checkKeys(String text) throws CacheException.Usage {
    for (String field : text.split(",", -1)) {
      String key = key(field);
      if (!KEYS.contains(key)) {
        throw problem(
            text,
            "there is no key \"" + key + "\"",
            NearMiss.find(key, KEYS)
                .map(near -> "Did you mean " + near + "?")
                .orElse("There is: " + String.join(", ", KEYS) + "."));
      }
    }
  }

  private static String key(String field) {
    int equals = field.indexOf('=');
    return equals < 0 ? field : field.substring(0, equals);
  }

  private static String derived(String text, String key, Job job) throws CacheException.Usage {
    Optional<String> value =
        switch (key) {
          case "platform" -> Optional.of(Platform.ofThisMachine());
          case "matrix" -> job.cell();
          default -> Optional.empty();
        };
    if (value.isPresent()) {
      return value.get();
    }
    boolean github = key.equals("matrix") && job.isCi();
    throw problem(
        text,
        key + " needs a value" + (github ? ": " + job.system() + " has no variable for it" : ""),
        key.equals("matrix")
            ? "Write the values of the cell, as in matrix=${{ matrix.os }} on GitHub."
            : "Write " + key + "=NAME.");
  }

  private static CacheException.Usage problem(String text, String reason, String advice) {
    return new CacheException.Usage(new Problem("use --scope-by " + text, "", reason, advice));
  }
}
