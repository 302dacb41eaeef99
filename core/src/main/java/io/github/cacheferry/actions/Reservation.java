package io.github.cacheferry.actions;

/** The service's answer to the wish to make an entry. */
public sealed interface Reservation {
  /**
   * The key is ours.
   *
   * @param key the entry's key
   * @param version the entry's version
   * @param handle where the payload goes: a signed address (v2), a number (v1); a secret
   */
  record Open(String key, String version, String handle) implements Reservation {
    @Override
    public String toString() {
      return key;
    }
  }

  /** Somebody has it: the entry is there, or is being made, or was begun by a job that died. */
  record Taken() implements Reservation {}

  /**
   * The token may not make entries.
   *
   * @param why what the service said
   */
  record Denied(String why) implements Reservation {}
}
