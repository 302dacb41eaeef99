package io.github.cacheferry.cli.doctor;

import java.util.Locale;

/** How bad a finding is. */
public enum Level {
  /** As it should be. */
  OK,
  /** It could not be looked at, or there is nothing to look at. */
  SKIPPED,
  /** It costs something, or may fail one day. */
  WARNING,
  /** It fails what it is needed for. */
  PROBLEM;

  /** The word in outputs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
