package io.github.cacheferry.spec;

import io.github.cacheferry.cache.CacheException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a cache is, in BuildKit's words: {@code type=registry,ref=ghcr.io/acme/app:cache,mode=max}.
 * Which attributes a type knows is the matter of its {@link SpecSchema}; here any are kept.
 *
 * @param type the backend
 * @param attributes the other attributes, names in lower case, in the order in which they were
 *     given
 */
public record CacheSpec(String type, Map<String, String> attributes) {
  private static final int LONGEST = 16 * 1024;

  public CacheSpec {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /**
   * Reads a spec. A text without {@code =} is a registry reference, as buildx has it.
   *
   * @throws CacheException.Usage if the text is no CSV of {@code name=value} fields or has no type
   */
  public static CacheSpec parse(String text) throws CacheException.Usage {
    if (text.length() > LONGEST) {
      throw SpecProblem.of(
          text.substring(0, 40) + "…", "it is longer than " + LONGEST + " characters", "");
    }
    if (text.isBlank()) {
      throw SpecProblem.of(
          "\"\"", "it is empty", "Give a spec like type=local,src=DIR or a registry reference.");
    }
    if (!text.contains("=")) {
      return new CacheSpec("registry", Map.of("ref", text));
    }
    var attributes = new LinkedHashMap<String, String>();
    for (String field : CsvFields.split(text)) {
      int equals = field.indexOf('=');
      if (equals < 1) {
        throw SpecProblem.of(text, "\"" + field + "\" is not of the form name=value", "");
      }
      attributes.put(name(text, field.substring(0, equals)), field.substring(equals + 1));
    }
    String type = attributes.remove("type");
    if (type == null || type.isEmpty()) {
      throw SpecProblem.of(text, "it has no type", "Add one, as in type=registry,ref=….");
    }
    return new CacheSpec(type, attributes);
  }

  /**
   * BuildKit lower-cases names and keeps spaces, so that {@code , scope=x} is silently lost there:
   * here it is told.
   */
  private static String name(String text, String raw) throws CacheException.Usage {
    String name = raw.toLowerCase(java.util.Locale.ROOT);
    if (!name.equals(name.strip())) {
      throw SpecProblem.of(
          text,
          "attribute \"" + raw + "\" has a space around its name",
          "Did you mean \"" + name.strip() + "\"? Leave no space after the comma.");
    }
    return name;
  }

  /** The spec in BuildKit's form, so that it can be pasted. */
  @Override
  public String toString() {
    return CsvFields.quote("type=" + type)
        + attributes.entrySet().stream()
            .map(
                attribute -> "," + CsvFields.quote(attribute.getKey() + "=" + attribute.getValue()))
            .collect(Collectors.joining());
  }
}
