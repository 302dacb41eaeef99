package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.scope.Job;
import io.github.cacheferry.scope.ScopeName;
import io.github.cacheferry.scope.Scopes;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which scope's caches the specs mean. */
final class ScopeOptions {
  private static final String AUTO = "auto";
  private static final String NONE = "none";

  @Option(
      names = "--scope",
      paramLabel = "NAME",
      description =
          "Whose caches the specs mean: auto (from the CI's environment, see cacheferry scope),"
              + " none (the specs as they are), or the scope of this name. Default: auto for scope,"
              + " and in CI for import, export and run; else none.")
  private Optional<String> scope = Optional.empty();

  @Option(
      names = "--scope-by",
      paramLabel = "KEYS",
      description =
          "Keep apart what else differs: some of image=NAME, target=NAME, platform and matrix,"
              + " with commas between; the last two may have a =NAME too.")
  private Optional<String> by = Optional.empty();

  private final boolean autoInCi;

  /**
   * @param autoInCi whether a CI job that asks for nothing has scopes
   */
  ScopeOptions(boolean autoInCi) {
    this.autoInCi = autoInCi;
  }

  /**
   * What was asked for, in this environment.
   *
   * @throws CacheException.Usage if the options make no sense
   */
  Scoping scoping(Host host) throws CacheException.Usage {
    String asked = scope.orElse(autoInCi ? AUTO : NONE);
    if (by.isPresent()) {
      ScopeParts.checkKeys(by.get()); // also where no scope is wanted, and values need not be there
    }
    if (asked.equals(NONE)) {
      return Scoping.none();
    }
    if (!asked.equals(AUTO)) {
      return Scoping.within(Scopes.only(named(asked)).with(parts(host)));
    }
    if (scope.isEmpty() && host.ciJob().isEmpty()) {
      return Scoping.none();
    }
    Job job = host.job();
    return job.scopes().isPresent()
        ? Scoping.within(job.scopes().get().with(parts(host)))
        : Scoping.unknown(job.system());
  }

  /** Whether the job's environment is to tell whose caches are meant. */
  boolean isAuto() {
    return scope.map(AUTO::equals).orElse(autoInCi);
  }

  /** The same for a command that does nothing where there is no scope, though one is wanted. */
  Scoping certain(Host host) throws CacheException.Usage {
    return scoping(host).certain();
  }

  /**
   * The same where the derivation itself is asked for, whatever the default.
   *
   * @return empty if there is none, or specs are to be taken as they are
   */
  Optional<Scopes> scopes(Host host) throws CacheException.Usage {
    Map<String, String> parts = parts(host);
    String asked = scope.orElse(AUTO);
    return switch (asked) {
      case NONE -> Optional.empty();
      case AUTO -> host.job().scopes().map(scopes -> scopes.with(parts));
      default -> Optional.of(Scopes.only(named(asked)).with(parts));
    };
  }

  private Map<String, String> parts(Host host) throws CacheException.Usage {
    return by.isPresent() ? ScopeParts.parse(by.get(), host.job()) : Map.of();
  }

  /** The scope that the user names. */
  static ScopeName named(String name) throws CacheException.Usage {
    return ScopeName.parse(name)
        .orElseThrow(
            () ->
                new CacheException.Usage(
                    Problem.of(
                        "use the option --scope", "", "the name is empty or cannot be read")));
  }
}
