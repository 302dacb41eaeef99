package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a command line is given no caches, and what can be done instead. */
final class Refusals {
  private static final String KNOWN =
      "It can be docker buildx build, docker build, docker buildx bake, docker compose build,"
          + " buildctl build or dagger; around others use cacheferry import and cacheferry"
          + " export.";

  private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_]\\w*)=.*", Pattern.DOTALL);
  private static final Set<String> OTHER_USER = Set.of("sudo", "doas", "su", "runuser", "gosu");
  private static final Set<String> NO_BUILDKIT = Set.of("podman", "buildah");

  /** What Go takes for false, as docker reads the variable. */
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  private static final String BUILDKIT = "DOCKER_BUILDKIT";

  private Refusals() {}

  /** For a command that is none that builds, or that is not known. */
  static CacheException.Usage unknown(CommandWords command) {
    String program = command.program();
    Matcher variable = VARIABLE.matcher(command.words().get(command.start()));
    if (variable.matches()) { // without its value, which may be a secret
      return refusal(
          variable.group(1) + " is a variable and no program",
          "Write env before it, or set it before cacheferry.");
    }
    if (command.words().size() == 1 && command.words().get(0).contains(" ")) {
      return refusal("the whole command is one word", "Leave out the quotes around it.");
    }
    if (OTHER_USER.contains(program)) {
      return refusal(
          program + " changes whose files and credentials these are",
          "Put "
              + program
              + " before cacheferry"
              + (program.equals("sudo") ? ": sudo -E cacheferry run ... -- docker build ." : "."));
    }
    if (NO_BUILDKIT.contains(program)) {
      return refusal(program + " does not build with BuildKit, whose caches these are", KNOWN);
    }
    String reason = "it is not known how " + spoken(command) + " is given caches here";
    return refusal(reason, DockerCompose.isAddressed(command) ? compose(command) : other(program));
  }

  /** For no command at all. */
  static CacheException.Usage nothing() {
    return refusal("there is no command", KNOWN);
  }

  /**
   * Refuses docker's old builder, which knows no {@code --cache-to} and would fail the build.
   *
   * @param environment the variables, but for those that the command line sets
   */
  static void checkBuildKit(CommandWords command, Map<String, String> environment)
      throws CacheException.Usage {
    String set = environment.getOrDefault(BUILDKIT, "");
    for (String word : command.starters()) {
      set = word.startsWith(BUILDKIT + "=") ? word.substring(BUILDKIT.length() + 1) : set;
    }
    boolean heeds =
        DockerCompose.isAddressed(command)
            || (command.program().equals("docker")
                && !command.next(Docker.GLOBAL).word().equals("buildx"));
    if (heeds && FALSE.contains(set)) {
      throw refusal(
          BUILDKIT + "=" + set + " chooses the builder before BuildKit, which exports no caches",
          "Unset it, or use docker buildx build.");
    }
  }

  private static String compose(CommandWords command) {
    String verb = DockerCompose.verb(command).word();
    return Set.of("up", "run", "create", "watch").contains(verb)
        ? "Build with cacheferry run ... -- docker compose build, then run docker compose "
            + verb
            + " without it. "
            + KNOWN
        : KNOWN;
  }

  private static String other(String program) {
    return switch (program) {
      case "nerdctl" ->
          "Put cacheferry import before it and cacheferry export behind it, and give it what"
              + " cacheferry flags prints: nerdctl build $(cacheferry flags) .";
      case "env" ->
          "Put env before cacheferry if it is to do more than to set or unset variables. " + KNOWN;
      default -> KNOWN;
    };
  }

  /** The program and what it is asked to do, without options. */
  private static String spoken(CommandWords command) {
    return switch (command.program()) {
      case "docker", "docker-buildx", "buildx", "docker-compose" ->
          String.join(" ", Docker.spoken(command));
      default -> command.program();
    };
  }

  private static CacheException.Usage refusal(String reason, String advice) {
    return new CacheException.Usage(new Problem("run the command", "", reason, advice));
  }
}
