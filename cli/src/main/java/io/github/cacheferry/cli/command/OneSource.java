package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The one cache that a command is about, and the options that go with reading it. */
final class OneSource {
  @Parameters(
      paramLabel = "SPEC",
      description = "The cache, as for --cache-from; a spec for --cache-to will do too.")
  private String spec = "";

  @Mixin private ScopeOptions scope = new ScopeOptions(false);

  @Mixin private SharedOptions shared = new SharedOptions();

  /**
   * What the spec names.
   *
   * @throws CacheException.Usage if it makes no sense
   */
  Importers.ImporterSpec source(Host host) throws CacheException.Usage {
    return Specs.anySource(spec, scoping(host), host.console().redactor());
  }

  /**
   * The target that is the same place.
   *
   * @throws CacheException.Usage if nothing can be written there
   */
  Exporters.ExporterSpec inPlace(Host host) throws CacheException.Usage {
    return Specs.inPlace(source(host).spec(), Specs.parse(spec, host.console().redactor()));
  }

  /** Whose cache is meant. */
  Scoping scoping(Host host) throws CacheException.Usage {
    return scope.scoping(host);
  }

  SharedOptions shared() {
    return shared;
  }
}
