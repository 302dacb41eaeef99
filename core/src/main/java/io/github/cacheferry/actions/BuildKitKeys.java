package io.github.cacheferry.actions;

import io.github.cacheferry.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** The names under which BuildKit keeps a cache in the Actions cache service. */
public final class BuildKitKeys {
  /**
   * The service's "version" for all of BuildKit's entries: SHA-256 of {@code |go-actionscache-1.0}.
   */
  public static final String VERSION =
      "693bb7016429d80366022f036f84856888c9f13e00145f5f6f4dce303a38d6f2";

  /** The {@code scope} of a spec that has none. */
  public static final String DEFAULT_SCOPE = "buildkit";

  /** What the keys of all blobs begin with. */
  public static final String BLOB_PREFIX = "buildkit-blob-1-";

  private BuildKitKeys() {}

  /** The key of a blob. */
  public static String blob(Digest digest) {
    return BLOB_PREFIX + digest;
  }

  /**
   * The part of an index's key before its number: {@code index-<scope>-1-<hash>#}. The number sign
   * belongs to it, so that a look-up by prefix finds no other kind of entry.
   *
   * @param scope the spec's {@code scope}
   * @param refScope the ref that the entry belongs to, as the token names it
   */
  public static String indexPrefix(String scope, String refScope) {
    String hash = Digest.of(refScope.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 8);
    return "index-" + scope + "-1-" + hash + "#";
  }

  /** The number of an index entry with this prefix; empty if the key is another's. */
  public static OptionalInt indexNumber(String prefix, String key) {
    if (!key.startsWith(prefix)) {
      return OptionalInt.empty();
    }
    String number = key.substring(prefix.length());
    return number.matches("[1-9]\\d{0,8}")
        ? OptionalInt.of(Integer.parseInt(number))
        : OptionalInt.empty();
  }
}
