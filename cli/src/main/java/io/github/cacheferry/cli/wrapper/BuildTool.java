package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.util.List;
import java.util.Optional;

/** A command line that builds, and that can be given caches. */
public sealed interface BuildTool permits WholeBuild, ManyBuilds, Dagger {
  /**
   * The tool whose command line this is.
   *
   * @throws CacheException.Usage if it is none that is known
   */
  static BuildTool of(List<String> words) throws CacheException.Usage {
    if (words.isEmpty()) {
      throw unknown("there is no command");
    }
    CommandWords command = CommandWords.of(words);
    Optional<BuildTool> tool =
        switch (command.program()) {
          case "docker", "docker-buildx", "buildx", "docker-compose" -> docker(command);
          case "buildctl" -> Buildctl.of(command).map(BuildTool.class::cast);
          case "dagger" -> Optional.of(new Dagger(command));
          default -> Optional.empty();
        };
    return tool.orElseThrow(
        () -> unknown("it is not known how " + command.program() + " is given caches here"));
  }

  private static Optional<BuildTool> docker(CommandWords command) {
    if (DockerCompose.isAddressed(command)) {
      return DockerCompose.of(command).map(BuildTool.class::cast);
    }
    return DockerBuild.of(command)
        .map(BuildTool.class::cast)
        .or(() -> DockerBake.of(command).map(BuildTool.class::cast));
  }

  private static CacheException.Usage unknown(String reason) {
    return new CacheException.Usage(
        new Problem(
            "run the command",
            "",
            reason,
            "It can be docker buildx build, docker build, docker buildx bake, docker compose build,"
                + " buildctl build or dagger; around others use cacheferry import and cacheferry"
                + " export."));
  }
}
