package io.github.cacheferry.spec;

import io.github.cacheferry.cache.Redactor;
import java.util.List;
import java.util.Locale;

/** Which attributes of a spec are secrets: {@code token=…} and the like, told by their names. */
public final class SpecSecrets {
  private static final List<String> WORDS = List.of("token", "secret", "password", "key");

  private SpecSecrets() {}

  /** Whether an attribute of this name holds a secret. */
  public static boolean isSecret(String attribute) {
    String name = attribute.toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(name::contains);
  }

  /**
   * Makes the secrets in a spec, or in a list of them, known before anything complains about it.
   */
  public static void learn(String spec, Redactor redactor) {
    for (String field : spec.split("[,;\"]", -1)) {
      int equals = field.indexOf('=');
      if (equals >= 0 && isSecret(field.substring(0, equals))) {
        redactor.add(field.substring(equals + 1));
      }
    }
  }
}
