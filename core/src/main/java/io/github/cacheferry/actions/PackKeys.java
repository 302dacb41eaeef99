package io.github.cacheferry.actions;

import io.github.cacheferry.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The names of our own entries, many small blobs together in each. BuildKit knows nothing of them:
 * another version of the service's namespace keeps them apart.
 */
public final class PackKeys {
  /** The service's "version" for packs and their indexes. */
  public static final String VERSION =
      Digest.of("|cacheferry-pack-1".getBytes(StandardCharsets.UTF_8)).hex();

  private static final String PACK = "cacheferry-pack-1-";

  private PackKeys() {}

  /** The key of a pack with these bytes. */
  public static String pack(Digest bytes) {
    return PACK + bytes;
  }

  /**
   * The digest of the pack with this key.
   *
   * @throws IllegalArgumentException if it is no pack's key
   */
  public static Digest digest(String key) {
    if (!key.startsWith(PACK)) {
      throw new IllegalArgumentException("no pack's key");
    }
    return Digest.parse(key.substring(PACK.length()));
  }

  /** A key that nothing else has, for an entry that is never made. */
  public static String probe() {
    return "cacheferry-probe-" + UUID.randomUUID();
  }

  /** The part of an index's key before its number, as {@link BuildKitKeys#indexPrefix}. */
  public static String indexPrefix(String scope, String refScope) {
    return "cacheferry-" + BuildKitKeys.indexPrefix(scope, refScope);
  }
}
