package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code docker buildx build} under any of its names; {@code docker build} is the same program
 * since Docker 23.
 */
public final class DockerBuild implements WholeBuild, ByBuildx {
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

  /**
   * What the command builds, the same for commands that differ in names, in what is shown and in
   * what starts them only; all of its words, if it has options that are not known.
   */
  public List<String> built() {
    List<String> words = build.words();
    var built = new ArrayList<String>(words.subList(build.start(), build.place() + 1));
    try {
      built.addAll(BuildArguments.of(words.subList(build.place() + 1, words.size())).built());
    } catch (CacheException.Unsupported e) {
      return words; // whether a word is an option or another's value cannot be told
    }
    return built;
  }

  /**
   * The build as one that can be run again with another Dockerfile.
   *
   * @param directory where it runs
   * @throws CacheException.Unsupported if its Dockerfile or its context is not here, or if it has
   *     options that are not known
   */
  public LocalBuild local(Path directory) throws CacheException.Unsupported {
    List<String> words = build.words();
    return LocalBuild.of(
        words.subList(0, build.place() + 1),
        words.subList(build.place() + 1, words.size()),
        directory);
  }

  @Override
  public List<String> asking(List<String> question, Map<String, String> environment) {
    return Docker.aboutBuilder(build, question, environment);
  }
}
