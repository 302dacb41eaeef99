package io.github.cacheferry.cli.wrapper;

/** A command that is one build, with one cache. */
public sealed interface WholeBuild extends BuildTool
    permits DockerBuild, Buildctl, DaggerDo, DaggerVariables {
  /** The command with these caches besides those that the user gave it. */
  Rewritten with(CacheFlags flags);

  /** Whether it is an engine that writes layouts, perhaps as another user than the command's. */
  default boolean isWrittenByEngine() {
    return false;
  }
}
