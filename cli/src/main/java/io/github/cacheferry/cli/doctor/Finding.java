package io.github.cacheferry.cli.doctor;

import java.util.Optional;

/**
 * What a check tells, in one line.
 *
 * @param level how bad it is
 * @param trap what is wrong; empty if nothing is
 * @param what what was found
 * @param where at which backend, file or program; empty where that goes without saying
 * @param fix what the user can do; empty if nothing need be done
 */
public record Finding(Level level, Optional<Trap> trap, String what, String where, String fix) {
  /** It is as it should be. */
  static Finding ok(String what, String where) {
    return new Finding(Level.OK, Optional.empty(), what, where, "");
  }

  /** It was not looked at. */
  static Finding skipped(String why, String where) {
    return new Finding(Level.SKIPPED, Optional.empty(), why, where, "");
  }

  /** Something is wrong. */
  static Finding of(Trap trap, String what, String where) {
    return new Finding(trap.level(), Optional.of(trap), what, where, trap.fix());
  }

  /** The same, no worse than this. */
  Finding atMost(Level most) {
    return new Finding(level.compareTo(most) > 0 ? most : level, trap, what, where, fix);
  }

  /** The same with something better to do about it, if there is something. */
  Finding fixedBy(String better) {
    return better.isEmpty() ? this : new Finding(level, trap, what, where, better);
  }
}
