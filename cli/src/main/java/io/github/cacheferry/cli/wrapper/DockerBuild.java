package io.github.cacheferry.cli.wrapper;

import java.util.Map;
import java.util.Optional;

/**
 * {@code docker buildx build} under any of its names; {@code docker build} is the same program
 * since Docker 23.
 */
public final class DockerBuild implements WholeBuild {
  private final CommandWords build;

  private DockerBuild(CommandWords build) {
    this.build = build;
  }

  static Optional<DockerBuild> of(CommandWords command) {
    CommandWords verb = Docker.verb(command);
    boolean builds =
        verb.word().equals("build") || (verb.word().equals("b") && Docker.isBuildx(command));
    return builds ? Optional.of(new DockerBuild(verb)) : Optional.empty();
  }

  @Override
  public Rewritten with(CacheFlags flags) {
    return new Rewritten(build.insert(flags.words("--cache-from", "--cache-to")), Map.of());
  }
}
