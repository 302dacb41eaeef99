package io.github.cacheferry.cli.progress;

import java.util.Optional;

/** The ways of showing progress, in BuildKit's words. */
public enum ProgressMode {
  /** {@link #TTY} on a terminal, {@link #PLAIN} elsewhere. */
  AUTO("auto"),
  /** A line when something happens, and one at least every ten seconds. */
  PLAIN("plain"),
  /** A few lines that are redrawn. */
  TTY("tty"),
  /** Warnings only. */
  QUIET("quiet"),
  /** A JSON object an event. */
  RAWJSON("rawjson");

  private final String wire;

  ProgressMode(String wire) {
    this.wire = wire;
  }

  /** The mode of this name; BuildKit's {@code none} is {@code quiet}. */
  public static Optional<ProgressMode> find(String name) {
    if (name.equals("none")) {
      return Optional.of(QUIET);
    }
    for (ProgressMode mode : values()) {
      if (mode.wire.equals(name)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  /** The word for options. */
  public String wire() {
    return wire;
  }
}
