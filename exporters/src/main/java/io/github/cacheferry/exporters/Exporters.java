package io.github.cacheferry.exporters;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.exporters.gha.GhaExporter;
import io.github.cacheferry.exporters.local.LocalExporter;
import io.github.cacheferry.exporters.registry.RegistryExporter;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.util.List;

/** The backends that caches are written to. */
public final class Exporters {
  private static final List<String> TYPES = List.of("local", "registry", "gha");

  private Exporters() {}

  /**
   * Checks a spec without asking anybody.
   *
   * @throws CacheException.Usage if its type or one of its attributes makes no sense
   */
  public static ExporterSpec check(CacheSpec spec) throws CacheException.Usage {
    return switch (spec.type()) {
      case "local" -> new ExporterSpec(LocalExporter.schema().check(spec), LocalExporter::open);
      case "registry" ->
          new ExporterSpec(RegistryExporter.schema().check(spec), RegistryExporter::open);
      case "gha" -> new ExporterSpec(GhaExporter.schema().check(spec), GhaExporter::open);
      default -> throw SpecSchema.unknownType(spec, TYPES);
    };
  }

  /**
   * A spec that was found in order.
   *
   * @param values its attributes
   * @param opener the backend's
   */
  public record ExporterSpec(SpecValues values, Opener opener) {
    /** The spec itself. */
    public CacheSpec spec() {
      return values.spec();
    }

    /**
     * An exporter for it; the caller closes it.
     *
     * @throws CacheException if the backend cannot be set up: a reference or certificate that makes
     *     no sense
     */
    public CacheExporter open(RunContext context) throws IOException {
      return opener.open(values, context);
    }
  }

  /** Makes a backend's exporter. */
  @FunctionalInterface
  public interface Opener {
    CacheExporter open(SpecValues values, RunContext context) throws IOException;
  }
}
