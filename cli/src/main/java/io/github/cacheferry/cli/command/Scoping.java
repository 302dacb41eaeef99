package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.scope.ScopeName;
import io.github.cacheferry.scope.ScopedSpec;
import io.github.cacheferry.scope.Scopes;
import io.github.cacheferry.spec.CacheSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How specs become those of a job's scopes.
 *
 * @param scopes the job's scopes; empty where specs are taken as they are
 * @param unknownTo the CI system that did not tell the job's scopes, though they were wanted
 */
record Scoping(Optional<Scopes> scopes, Optional<String> unknownTo) {
  /** Specs mean what they say. */
  static Scoping none() {
    return new Scoping(Optional.empty(), Optional.empty());
  }

  /** Specs mean the caches of these scopes. */
  static Scoping within(Scopes scopes) {
    return new Scoping(Optional.of(scopes), Optional.empty());
  }

  /** Scopes are wanted, and this system does not tell them. */
  static Scoping unknown(String system) {
    return new Scoping(Optional.empty(), Optional.of(system));
  }

  /**
   * This, if it can be told.
   *
   * @throws CacheException.Usage if a scope is wanted and there is none
   */
  Scoping certain() throws CacheException.Usage {
    if (trouble().isPresent()) {
      throw trouble().get();
    }
    return this;
  }

  /** Why there is no scope, though one is wanted. */
  Optional<CacheException.Usage> trouble() {
    return unknownTo.map(
        system ->
            new CacheException.Usage(
                new Problem(
                    "find the job's scope",
                    "",
                    unknownReason(system),
                    "Name one with --scope NAME, or use the specs as they are with --scope"
                        + " none.")));
  }

  /** Why this system has no scope. */
  static String unknownReason(String system) {
    return system.equals("git")
        ? "this is no CI job, and no checkout tells a branch"
        : "the environment of " + system + " names no branch, tag or pull request";
  }

  /**
   * Where this spec's cache is looked for, in this order.
   *
   * @throws CacheException.Usage if the spec leaves no room for a scope's name
   */
  List<Scoped> reads(CacheSpec spec) throws CacheException.Usage {
    var reads = new ArrayList<Scoped>();
    for (ScopeName scope : scopes.map(Scopes::reads).orElse(List.of())) {
      Optional<CacheSpec> scoped = ScopedSpec.of(spec, scope);
      if (scoped.isPresent()) {
        reads.add(new Scoped(scoped.get(), Optional.of(scope)));
      }
    }
    return reads.isEmpty() ? List.of(new Scoped(spec, Optional.empty())) : reads;
  }

  /** The first place where this spec's cache is looked for. */
  CacheSpec read(CacheSpec spec) throws CacheException.Usage {
    return reads(spec).get(0).spec();
  }

  /**
   * Where this spec's cache is written.
   *
   * @throws CacheException.Usage if the spec cannot have a scope and one is wanted
   */
  CacheSpec write(CacheSpec spec) throws CacheException.Usage {
    if (scopes.isEmpty()) {
      return spec;
    }
    ScopeName own = scopes.get().own();
    return ScopedSpec.of(spec, own)
        .orElseThrow(
            () ->
                new CacheException.Usage(
                    new Problem(
                        "write " + spec + " in the scope " + own,
                        "",
                        "it names one cache, which cannot be another for each scope",
                        "Leave out the digest, or use --scope none.")));
  }

  /** The scope that is written to. */
  Optional<ScopeName> own() {
    return scopes.map(Scopes::own);
  }

  /**
   * A spec, and the scope whose cache it is.
   *
   * @param spec the spec
   * @param scope the scope; empty if the spec was taken as it is
   */
  record Scoped(CacheSpec spec, Optional<ScopeName> scope) {}
}
