package io.github.cacheferry.cli.wrapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds what docker is asked to do behind its global options, with or without a group's name. */
final class Docker {
  static final Set<String> GLOBAL =
      Set.of(
          "--config",
          "-c",
          "--context",
          "-H",
          "--host",
          "-l",
          "--log-level",
          "--tlscacert",
          "--tlscert",
          "--tlskey");

  private static final Set<String> OF_BUILDX = Set.of("--builder");
  private static final Set<String> GROUPS = Set.of("image", "builder");

  private Docker() {}

  /**
   * The last word of the command, {@code build} or {@code bake} for instance.
   *
   * @return an empty word if there is none
   */
  static CommandWords verb(CommandWords command) {
    if (!command.program().equals("docker")) {
      return command.next(OF_BUILDX);
    }
    CommandWords first = command.next(GLOBAL);
    if (first.word().equals("buildx")) {
      return first.next(OF_BUILDX);
    }
    return GROUPS.contains(first.word()) ? first.next(Set.of()) : first;
  }

  /** The words that address buildx itself, with the global options of the command. */
  static List<String> buildx(CommandWords command) {
    int verb = verb(command).place();
    if (isBuildx(command)) {
      return command.words().subList(0, verb);
    }
    var words = new ArrayList<String>(command.words().subList(0, command.next(GLOBAL).place()));
    words.add("buildx");
    return words;
  }

  /** Whether buildx itself is addressed. */
  static boolean isBuildx(CommandWords command) {
    return !command.program().equals("docker") || command.next(GLOBAL).word().equals("buildx");
  }
}
