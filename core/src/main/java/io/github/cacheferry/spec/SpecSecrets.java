package io.github.cacheferry.spec;

import io.github.cacheferry.cache.Redactor;
import java.util.List;
import java.util.Locale;

/** Which attributes of a spec are secrets: {@code token=…} and the like, told by their names. */
public final class SpecSecrets {
  private static final List<String> WORDS = List.of("token", "secret", "password", "key");
  private static final List<String> NAMES =
      List.of(
          "token", "ghtoken", "password", "secret_access_key", "access_key_id", "session_token");
  private static final String SEPARATORS = "[,;\"]";

  private SpecSecrets() {}

  /** Whether an attribute of this name holds a secret. */
  public static boolean isSecret(String attribute) {
    String name = attribute.toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(name::contains);
  }

  /** Whether a value is an address with a signature in it, or with a user before the host. */
  public static boolean holdsCredentials(String value) {
    int scheme = value.indexOf("://");
    int at = value.indexOf('@', Math.max(scheme, 0));
    int path = value.indexOf('/', scheme < 0 ? 0 : scheme + 3);
    return value.contains("sig=") || (scheme >= 0 && at >= 0 && (path < 0 || at < path));
  }

  /** Whether a spec, or a list of them, has either in it. */
  public static boolean isIn(String spec) {
    for (String field : spec.split(SEPARATORS, -1)) {
      int equals = field.indexOf('=');
      boolean secret = equals >= 0 && isSecret(field.substring(0, equals));
      if (secret || holdsCredentials(field)) {
        return true;
      }
    }
    return false;
  }

  /** Also where the name is misspelt: the complaint about it repeats the spec. */
  private static boolean mayBeSecret(String attribute) {
    return isSecret(attribute)
        || NearMiss.find(attribute.toLowerCase(Locale.ROOT), NAMES).isPresent();
  }

  /**
   * Makes the secrets in a spec, or in a list of them, known before anything complains about it.
   */
  public static void learn(String spec, Redactor redactor) {
    for (String field : spec.split(SEPARATORS, -1)) {
      int equals = field.indexOf('=');
      if (equals >= 0 && mayBeSecret(field.substring(0, equals))) {
        redactor.add(field.substring(equals + 1));
      }
    }
  }
}
