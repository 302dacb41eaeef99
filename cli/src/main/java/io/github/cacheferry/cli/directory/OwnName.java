package io.github.cacheferry.cli.directory;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name that a run gives to what it makes for a build.
 *
 * @param key the build's key
 * @param kind what it is
 */
record OwnName(String key, Kind kind) {
  /** What a run makes. */
  enum Kind {
    /** A layout. */
    LAYOUT,
    /** A directory of layouts, one for each target. */
    TARGETS,
    /** A file that compose reads, or an unfinished one. */
    FILE,
    /** What a salvage that was killed has left. */
    FINISHED,
    /** What was being removed by a run that was killed. */
    REMOVED
  }

  /** Ends the names of directories that are about to be removed, with a number behind it. */
  static final String REMOVED = "-removed-";

  private static final Pattern ENDING =
      Pattern.compile(
          "-([0-9a-f]{"
              + OwnDirectory.KEY_DIGITS
              + "})(?:(?<targets>"
              + OwnDirectory.TARGETS
              + ")|(?<file>"
              + OwnDirectory.COMPOSE
              + "(?:-hit)?\\.json(?:\\.\\d+\\.tmp)?)|(?<finished>"
              + OwnDirectory.FINISHED
              + "\\d+)|(?<removed>"
              + REMOVED
              + "\\d+))?");

  /**
   * Reads a name.
   *
   * @param usual the name of the directory that they lie beside
   */
  static Optional<OwnName> of(String usual, String name) {
    if (!name.startsWith(usual)) {
      return Optional.empty();
    }
    Matcher matcher = ENDING.matcher(name.substring(usual.length()));
    return matcher.matches()
        ? Optional.of(new OwnName(matcher.group(1), kind(matcher)))
        : Optional.empty();
  }

  private static Kind kind(Matcher matcher) {
    if (matcher.group("targets") != null) {
      return Kind.TARGETS;
    }
    if (matcher.group("file") != null) {
      return Kind.FILE;
    }
    if (matcher.group("finished") != null) {
      return Kind.FINISHED;
    }
    return matcher.group("removed") != null ? Kind.REMOVED : Kind.LAYOUT;
  }
}
