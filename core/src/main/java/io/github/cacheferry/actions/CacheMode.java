package io.github.cacheferry.actions;

import java.util.Locale;

/**
 * What a workflow allows its jobs to do with the cache ({@code ACTIONS_CACHE_MODE}). Text that is
 * not known, or none, restricts nothing.
 *
 * @param readable whether entries may be looked up
 * @param writable whether entries may be made
 */
public record CacheMode(boolean readable, boolean writable) {
  /** The mode that this variable's value asks for. */
  public static CacheMode of(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "read" -> new CacheMode(true, false);
      case "write-only" -> new CacheMode(false, true);
      case "none" -> new CacheMode(false, false);
      default -> new CacheMode(true, true);
    };
  }
}
