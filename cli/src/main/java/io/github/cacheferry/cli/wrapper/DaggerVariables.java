package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code dagger} from 0.4 to 0.20, which is given caches by environment variables: {@code
 * type=…,name=value} with semicolons between, {@code \;} for one in a value. It splits at every
 * comma and knows no quotes (its {@code cacheConfigFromEnv}).
 *
 * @param words the command
 * @param own the user's own settings by the variables' names
 * @param isJoint whether there is only the variable for both directions, which has one cache (until
 *     0.8)
 */
record DaggerVariables(List<String> words, Map<String, String> own, boolean isJoint)
    implements WholeBuild {
  /** The first minor version with a variable. */
  static final int JOINT = 4;

  /** The first one with a variable for each direction. */
  static final int SEPARATE = 9;

  private static final String BOTH = "_EXPERIMENTAL_DAGGER_CACHE_CONFIG";
  private static final String FROM = "_EXPERIMENTAL_DAGGER_CACHE_IMPORT_CONFIG";
  private static final String TO = "_EXPERIMENTAL_DAGGER_CACHE_EXPORT_CONFIG";

  DaggerVariables {
    words = List.copyOf(words);
    own = Map.copyOf(own);
  }

  /** Adds to what the user has set for either direction; what he has set for both counts too. */
  static DaggerVariables separate(List<String> words, Map<String, String> environment) {
    return new DaggerVariables(words, set(environment), false);
  }

  /**
   * Sets the one variable that there is.
   *
   * @throws CacheException.Usage if the user has set it: it has room for one cache
   */
  static DaggerVariables joint(List<String> words, Map<String, String> environment)
      throws CacheException.Usage {
    if (set(environment).containsKey(BOTH)) {
      throw Dagger.refused(
          BOTH + " is set, and this version of dagger takes one cache only",
          "Unset it and give cacheferry its spec, or use dagger 0.9 to 0.20.");
    }
    return new DaggerVariables(words, Map.of(), true);
  }

  @Override
  public boolean isWrittenByEngine() {
    return true;
  }

  @Override
  public Rewritten with(CacheFlags flags) {
    var variables = new LinkedHashMap<String, String>();
    if (isJoint) {
      both(flags).ifPresent(value -> variables.put(BOTH, value));
    } else {
      value(FROM, flags.from()).ifPresent(value -> variables.put(FROM, value));
      value(TO, flags.to()).ifPresent(value -> variables.put(TO, value));
    }
    return new Rewritten(words, variables);
  }

  /** The user's own first. */
  private Optional<String> value(String variable, List<String> specs) {
    var all = new ArrayList<String>();
    Optional.ofNullable(own.get(variable)).ifPresent(all::add);
    specs.forEach(spec -> all.add(escape(spec)));
    return specs.isEmpty() ? Optional.empty() : Optional.of(String.join(";", all));
  }

  /**
   * The one cache that there is room for. A directory is read and written: with {@code src} or
   * {@code dest} alone dagger would refuse it.
   */
  private static Optional<String> both(CacheFlags flags) {
    var fields = new ArrayList<String>();
    String spec = Stream.of(flags.to(), flags.from()).flatMap(List::stream).findFirst().orElse("");
    for (String field : spec.split(",", -1)) {
      boolean isDirectory = field.startsWith("dest=") || field.startsWith("src=");
      String path = field.substring(field.indexOf('=') + 1);
      fields.addAll(isDirectory ? List.of("src=" + path, "dest=" + path) : List.of(field));
    }
    return Optional.of(escape(String.join(",", fields))).filter(value -> !value.isEmpty());
  }

  private static String escape(String spec) {
    return spec.replace(";", "\\;");
  }

  private static Map<String, String> set(Map<String, String> environment) {
    var set = new LinkedHashMap<String, String>();
    for (String name : List.of(BOTH, FROM, TO)) {
      Optional.ofNullable(environment.get(name))
          .filter(value -> !value.isEmpty())
          .ifPresent(value -> set.put(name, value));
    }
    return set;
  }
}
