package io.github.cacheferry.actions;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The numbered indexes of caches: entries cannot be changed, so each export makes another, and the
 * newest counts.
 */
public final class Indexes {
  /** Which no key has: a cache's name may have anything else in it, blanks too. */
  private static final String BETWEEN = "\n";

  private Indexes() {}

  /**
   * The newest index of one name and ref.
   *
   * @param prefix its key before the number
   */
  public static Optional<ActionsCache.Entry> newest(
      ActionsCache service, String prefix, String version) throws IOException {
    return service
        .find(prefix, version)
        .filter(entry -> BuildKitKeys.indexNumber(prefix, entry.key()).isPresent());
  }

  /** Names the state of the service in which a cache's newest indexes had these keys. */
  public static String revision(Collection<String> keys) {
    return String.join(BETWEEN, keys);
  }

  /** The keys of a {@link #revision}. */
  public static List<String> keys(String revision) {
    return List.of(revision.split(BETWEEN, -1));
  }
}
