package io.github.cacheferry.cache;

/** Whether a target may be written. */
public sealed interface WriteAccess {
  /** It may. */
  record Writable() implements WriteAccess {}

  /**
   * It may not, and trying is pointless.
   *
   * @param why what told us so
   */
  record ReadOnly(String why) implements WriteAccess {}

  /** The backend cannot say before it is tried. */
  record Unknown() implements WriteAccess {}
}
