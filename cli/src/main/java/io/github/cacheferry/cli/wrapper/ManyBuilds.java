package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import java.util.List;
import java.util.Map;

/**
 * A command that is several builds at once. Each needs a layout of its own, since builds that write
 * to one directory replace each other's cache.
 */
public sealed interface ManyBuilds extends BuildTool permits DockerBake, DockerCompose {
  /** Whether it reads what it builds from its standard input, which can be read only once. */
  boolean readsInput();

  /** The command that prints what would be built, for {@link #targets}. */
  List<String> listing();

  /**
   * The names of the builds, each of which can be a directory's.
   *
   * @param printed what {@link #listing} printed
   * @throws CacheException.Unsupported if that is not what the tool prints
   */
  List<String> targets(String printed) throws CacheException.Unsupported;

  /**
   * The command with these caches besides those that the files and the user give the builds.
   *
   * @param flags the caches of each build
   * @param directories where the builds read and write
   */
  Rewritten with(Map<String, CacheFlags> flags, List<String> directories);
}
