package io.github.cacheferry.spec;

import io.github.cacheferry.cache.CacheException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes that a backend understands, and of which kind each is. BuildKit ignores what it
 * does not know; a misspelt {@code mode} costs its user the cache, so here it is an error that
 * names the attribute probably meant.
 */
public final class SpecSchema {
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

  /** The same place has two names, one to read it and one to write it. */
  private static final Map<String, String> OTHER_WAY = Map.of("src", "dest", "dest", "src");

  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  private final String type;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Set<String> required = new LinkedHashSet<>();

  private SpecSchema(String type) {
    this.type = type;
  }

  /** A schema for specs of this type, so far without attributes. */
  public static SpecSchema of(String type) {
    return new SpecSchema(type);
  }

  /** An attribute that must be there and not be empty. */
  public SpecSchema required(String name) {
    required.add(name);
    return text(name);
  }

  /** An attribute of any text. */
  public SpecSchema text(String... names) {
    return add(new Kind.Text(), names);
  }

  /** An attribute that Go's {@code ParseBool} understands. */
  public SpecSchema flag(String... names) {
    return add(new Kind.Flag(), names);
  }

  /** An attribute that is a whole number. */
  public SpecSchema number(String... names) {
    return add(new Kind.WholeNumber(), names);
  }

  /** An attribute that is a time as Go writes it, longer than nothing. */
  public SpecSchema duration(String... names) {
    return add(new Kind.Time(), names);
  }

  /** An attribute with one of these values. */
  public SpecSchema choice(String name, String... values) {
    return add(new Kind.Choice(List.of(values)), name);
  }

  /**
   * Checks a spec of this type.
   *
   * @throws CacheException.Usage naming the first attribute that is unknown, missing or has a value
   *     that makes no sense
   */
  public SpecValues check(CacheSpec spec) throws CacheException.Usage {
    for (var attribute : spec.attributes().entrySet()) {
      Kind kind = kinds.get(attribute.getKey());
      if (kind == null) {
        throw SpecProblem.of(
            spec.toString(),
            "type=" + type + " has no attribute \"" + attribute.getKey() + "\" here",
            suggest(attribute.getKey()));
      }
      check(spec, attribute.getKey(), attribute.getValue(), kind);
    }
    for (String name : required) {
      if (spec.attributes().getOrDefault(name, "").isEmpty()) {
        throw SpecProblem.of(spec.toString(), "type=" + type + " needs " + name + "=…", "");
      }
    }
    return new SpecValues(spec);
  }

  /** The complaint about a spec whose type is none of these. */
  public static CacheException.Usage unknownType(CacheSpec spec, Collection<String> known) {
    return SpecProblem.of(
        spec.toString(),
        "there is no backend \"" + spec.type() + "\" here",
        NearMiss.find(spec.type(), known)
            .map(near -> "Did you mean type=" + near + "?")
            .orElse("There is: " + String.join(", ", known) + "."));
  }

  private SpecSchema add(Kind kind, String... names) {
    for (String name : names) {
      kinds.put(name, kind);
    }
    return this;
  }

  private String suggest(String name) {
    return Optional.ofNullable(OTHER_WAY.get(name))
        .filter(kinds::containsKey)
        .or(() -> NearMiss.find(name, kinds.keySet()))
        .map(near -> "Did you mean \"" + near + "\"?")
        .orElse("It has: " + String.join(", ", kinds.keySet()) + ".");
  }

  private static void check(CacheSpec spec, String name, String value, Kind kind)
      throws CacheException.Usage {
    if (kind instanceof Kind.Choice choice && !choice.values().contains(value)) {
      throw SpecProblem.of(
          spec.toString(),
          name + " cannot be \"" + value + "\"",
          NearMiss.find(value, choice.values())
              .map(near -> "Did you mean " + name + "=" + near + "?")
              .orElse("It is one of " + String.join(", ", choice.values()) + "."));
    }
    if (kind instanceof Kind.Flag && !TRUE.contains(value) && !FALSE.contains(value)) {
      throw SpecProblem.of(
          spec.toString(), name + " cannot be \"" + value + "\"", "It is true or false.");
    }
    if (kind instanceof Kind.WholeNumber && !value.matches("-?\\d{1,9}")) {
      throw SpecProblem.of(
          spec.toString(), name + " cannot be \"" + value + "\"", "It is a whole number.");
    }
    if (kind instanceof Kind.Time && GoDuration.parse(value).isEmpty()) {
      throw SpecProblem.of(
          spec.toString(), name + " cannot be \"" + value + "\"", "It is a time, as 90s or 10m.");
    }
  }

  static boolean isTrue(String value) {
    return TRUE.contains(value);
  }

  private sealed interface Kind {
    record Text() implements Kind {}

    record Flag() implements Kind {}

    record WholeNumber() implements Kind {}

    record Time() implements Kind {}

    record Choice(List<String> values) implements Kind {}
  }
}
