package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command line that builds, and that can be given caches. */
public sealed interface BuildTool permits WholeBuild, ManyBuilds, Dagger {
  /**
   * The tool whose command line this is.
   *
   * @param environment the variables that the command is run with
   * @throws CacheException.Usage if it is none that is known, or one that has no caches
   */
  static BuildTool of(List<String> words, Map<String, String> environment)
      throws CacheException.Usage {
    if (words.isEmpty()) {
      throw Refusals.nothing();
    }
    CommandWords command = CommandWords.of(words);
    Optional<BuildTool> tool =
        switch (command.program()) {
          case "docker", "docker-buildx", "buildx", "docker-compose" -> docker(command);
          case "buildctl", "buildctl-daemonless.sh" ->
              Buildctl.of(command).map(BuildTool.class::cast);
          case "dagger" -> Optional.of(new Dagger(command));
          default -> Optional.empty();
        };
    if (tool.isEmpty()) {
      throw Refusals.unknown(command);
    }
    Refusals.checkBuildKit(command, environment);
    return tool.get();
  }

  private static Optional<BuildTool> docker(CommandWords command) {
    if (DockerCompose.isAddressed(command)) {
      return DockerCompose.of(command).map(BuildTool.class::cast);
    }
    return DockerBuild.of(command)
        .map(BuildTool.class::cast)
        .or(() -> DockerBake.of(command).map(BuildTool.class::cast));
  }
}
