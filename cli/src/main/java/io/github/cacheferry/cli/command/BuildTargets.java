package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.child.SilentChild;
import io.github.cacheferry.cli.directory.OwnDirectory;
import io.github.cacheferry.cli.wrapper.BuildTool;
import io.github.cacheferry.cli.wrapper.Dagger;
import io.github.cacheferry.cli.wrapper.DockerBake;
import io.github.cacheferry.cli.wrapper.DockerCompose;
import io.github.cacheferry.cli.wrapper.ManyBuilds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a build tool has said about the build that it was asked for.
 *
 * @param tool the tool, knowing what it said
 * @param names the targets that it builds; empty if the build is one
 */
record BuildTargets(BuildTool tool, List<String> names) {
  private static final Duration TO_TELL_A_VERSION = Duration.ofSeconds(20);

  BuildTargets {
    names = List.copyOf(names);
  }

  /**
   * Asks the tool, or tells none if it does not say what it builds.
   *
   * @param directory what the build reads
   * @throws CacheException.Usage if this version of the tool cannot be given caches
   */
  static Optional<BuildTargets> of(
      BuildTool tool, CacheDirectory directory, SilentChild child, Host host)
      throws CacheException {
    if (tool instanceof ManyBuilds many) {
      try {
        return many(many, directory, child, host);
      } catch (CacheException.Unsupported e) {
        return Optional.empty(); // another version may print what is not known here
      } catch (CacheException.Cancelled e) {
        if (e.reason() != Cancellation.Reason.TIME_BUDGET) {
          throw e;
        }
        return Optional.empty(); // it takes too long to tell, as one that fails does not tell
      }
    }
    Optional<BuildTool> whole =
        tool instanceof Dagger dagger
            ? versioned(dagger, directory, child, host)
            : Optional.of(tool);
    return whole.map(one -> new BuildTargets(one, List.of()));
  }

  private static Optional<BuildTargets> many(
      ManyBuilds many, CacheDirectory directory, SilentChild child, Host host)
      throws CacheException {
    if (many.readsInput()) {
      return Optional.empty();
    }
    Optional<String> printed = child.list(many.listing());
    List<String> names = printed.isEmpty() ? List.of() : many.targets(printed.get());
    if (names.isEmpty()) {
      return Optional.empty();
    }
    if (many instanceof DockerCompose compose) {
      return new ComposeFiles(compose, directory.path() + OwnDirectory.COMPOSE, child, host)
          .named(printed.get())
          .map(named -> new BuildTargets(named, names));
    }
    BuildTool keeping = many instanceof DockerBake bake ? bake.keeping(printed.get()) : many;
    return Optional.of(new BuildTargets(keeping, names));
  }

  private static Optional<BuildTool> versioned(
      Dagger dagger, CacheDirectory directory, SilentChild child, Host host) throws CacheException {
    ToolAnswer answer = ToolAnswer.ask(dagger.asking(), child, TO_TELL_A_VERSION);
    if (child.stop().reason().isPresent()) {
      return Optional.empty(); // the time budget is no reason to refuse a build
    }
    if (!answer.failure().isEmpty()) {
      throw Dagger.unknown(dagger.asked() + ": " + answer.failure());
    }
    return Optional.of(dagger.at(answer.text(), host.environment(), directory.source().toString()));
  }
}
