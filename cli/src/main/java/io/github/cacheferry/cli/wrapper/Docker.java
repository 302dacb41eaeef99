package io.github.cacheferry.cli.wrapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Two names of the plugin: {@code docker builder bake} is {@code docker buildx bake}. */
  private static final Set<String> BUILDX = Set.of("buildx", "builder");

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
    if (BUILDX.contains(first.word())) {
      return first.next(OF_BUILDX);
    }
    return first.word().equals("image") ? first.next(Set.of()) : first;
  }

  /** The program and what it is asked to do, without options: {@code docker compose up}. */
  static List<String> spoken(CommandWords command) {
    boolean composes = DockerCompose.isAddressed(command);
    CommandWords last = composes ? DockerCompose.verb(command) : verb(command);
    var spoken = new ArrayList<String>(List.of(command.program()));
    if (command.program().equals("docker")) {
      CommandWords first = command.next(GLOBAL);
      spoken.add(first.place() < last.place() ? first.word() : "");
    }
    spoken.add(last.word());
    spoken.removeIf(String::isEmpty);
    return spoken;
  }

  /** The words that address buildx itself, with the global options of the command. */
  static List<String> buildx(CommandWords command) {
    if (!command.program().equals("docker")) {
      return command.words().subList(0, verb(command).place());
    }
    int first = command.next(GLOBAL).place();
    var words = new ArrayList<String>(command.words().subList(0, first));
    words.add("buildx");
    if (isBuildx(command)) {
      words.addAll(command.words().subList(first + 1, verb(command).place()));
    }
    return words;
  }

  /**
   * A question to buildx about the builder that a command builds with.
   *
   * @param verb the command, at what it is asked to do
   * @param question a subcommand of buildx and its arguments
   * @param environment the variables that the command is run with
   */
  static List<String> aboutBuilder(
      CommandWords verb, List<String> question, Map<String, String> environment) {
    CommandWords command = CommandWords.of(verb.words());
    boolean alone = command.program().equals("docker-compose");
    var words = new ArrayList<String>(alone ? List.of("docker", "buildx") : buildx(command));
    words.addAll(question);
    builder(verb, environment).ifPresent(name -> words.add("--builder=" + name));
    return words;
  }

  /**
   * The name of the builder if the subcommand's options say it. Without a word of buildx, {@code
   * docker build} takes the one of the context and not the one that {@code docker buildx use}
   * chose.
   */
  private static Optional<String> builder(CommandWords verb, Map<String, String> environment) {
    List<String> rest = verb.rest();
    for (int i = 1; i < rest.size() && !rest.get(i).equals("--"); i++) {
      if (rest.get(i).startsWith("--builder=")) {
        return Optional.of(rest.get(i).substring("--builder=".length()));
      }
      if (rest.get(i).equals("--builder") && i + 1 < rest.size()) {
        return Optional.of(rest.get(i + 1));
      }
    }
    boolean ofContext =
        !isBuildx(CommandWords.of(verb.words()))
            && !DockerCompose.isAddressed(CommandWords.of(verb.words()))
            && environment.getOrDefault("BUILDX_BUILDER", "").isEmpty();
    return ofContext ? Optional.of("default") : Optional.empty();
  }

  /** Whether buildx itself is addressed. */
  static boolean isBuildx(CommandWords command) {
    return !command.program().equals("docker") || BUILDX.contains(command.next(GLOBAL).word());
  }
}
