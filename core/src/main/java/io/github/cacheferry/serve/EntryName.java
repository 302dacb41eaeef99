package io.github.cacheferry.serve;

import io.github.cacheferry.serve.Refusal.Reason;
import java.util.regex.Pattern;

/**
 * What an entry is found by. Two entries never share one.
 *
 * @param repository the id from the token, empty if it names none; entries of another repository
 *     are never seen
 * @param scope the ref that the entry belongs to, as {@code refs/heads/main}
 * @param version a namespace of keys: 64 hexadecimal digits
 * @param key case-sensitive, 1 to 512 characters
 */
record EntryName(String repository, String scope, String version, String key) {
  private static final int LONGEST_KEY = 512;
  private static final Pattern VERSION = Pattern.compile("[0-9a-fA-F]{64}");

  /** Fails unless the service of GitHub would take both. */
  static void check(String key, String version) throws Refusal {
    checkKey(key);
    if (!VERSION.matcher(version).matches()) {
      throw new Refusal(Reason.INVALID, "version must be 64 hexadecimal characters");
    }
  }

  static void checkKey(String key) throws Refusal {
    if (key.isEmpty() || key.codePointCount(0, key.length()) > LONGEST_KEY) {
      throw new Refusal(Reason.INVALID, "key must have 1 to 512 characters");
    }
  }

  /** The same name with another key. */
  EntryName at(String otherKey) {
    return new EntryName(repository, scope, version, otherKey);
  }
}
