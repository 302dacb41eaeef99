package io.github.cacheferry.importers;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.importers.gha.GhaImporter;
import io.github.cacheferry.importers.local.LocalImporter;
import io.github.cacheferry.importers.registry.RegistryImporter;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.util.List;

/** The backends that caches are read from. */
public final class Importers {
  private static final List<String> TYPES = List.of("local", "registry", "gha");

  private Importers() {}

  /**
   * Checks a spec without asking anybody.
   *
   * @throws CacheException.Usage if its type or one of its attributes makes no sense
   */
  public static ImporterSpec check(CacheSpec spec) throws CacheException.Usage {
    return switch (spec.type()) {
      case "local" -> new ImporterSpec(LocalImporter.schema().check(spec), LocalImporter::open);
      case "registry" ->
          new ImporterSpec(RegistryImporter.schema().check(spec), RegistryImporter::open);
      case "gha" -> new ImporterSpec(GhaImporter.schema().check(spec), GhaImporter::open);
      default -> throw SpecSchema.unknownType(spec, TYPES);
    };
  }

  /** Begins to load in the background what every backend that is asked over HTTP needs. */
  public static void expectServers() {
    HttpTransport.warmUp();
  }

  /**
   * A spec that was found in order.
   *
   * @param values its attributes
   * @param opener the backend's
   */
  public record ImporterSpec(SpecValues values, Opener opener) {
    /** The spec itself. */
    public CacheSpec spec() {
      return values.spec();
    }

    /**
     * An importer for it; the caller closes it.
     *
     * @throws CacheException if the backend cannot be set up: a reference or certificate that makes
     *     no sense
     */
    public CacheImporter open(RunContext context) throws IOException {
      return opener.open(values, context);
    }
  }

  /** Makes a backend's importer. */
  @FunctionalInterface
  public interface Opener {
    CacheImporter open(SpecValues values, RunContext context) throws IOException;
  }
}
