package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.ManifestOptions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a registry takes the form of manifest that the spec asks for. Whether it takes an index
 * cannot be tried without leaving one there; it can be told where the tag already is one.
 */
final class ShapeCheck implements Check {
  /**
   * Amazon's registry takes no cache as an index.
   *
   * @see <a href="https://github.com/aws/containers-roadmap/issues/876">Amazon's issue</a>
   */
  private static final String REFUSES = "(?i).+\\.dkr\\.ecr[.-].+";

  /** The attributes that say which tag is meant. */
  private static final Set<String> OF_PLACE = Set.of("ref", "registry.insecure");

  private final Place place;
  private final Exporters.ExporterSpec writer;
  private final Engine engine;

  ShapeCheck(Place place, Exporters.ExporterSpec writer, Engine engine) {
    this.place = place;
    this.writer = writer;
    this.engine = engine;
  }

  @Override
  public String name() {
    return "shape";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    String name = "registry " + place.attribute("ref").orElse("");
    Optional<ManifestShape> shape = ManifestOptions.of(writer.values()).shape();
    boolean refuses = place.registry().filter(host -> host.matches(REFUSES)).isPresent();
    if (shape.isEmpty()) {
      return List.of(
          refuses && !writesImageManifests(context)
              ? keptIndex(name)
              : Finding.ok("the form that the cache has already", name));
    }
    if (!shape.get().isIndex()) {
      return List.of(Finding.ok("an image manifest", name));
    }
    if (refuses) {
      return List.of(
          Finding.of(Trap.INDEX_REFUSED, "this registry takes no cache as an index", name));
    }
    return List.of(
        holdsIndex(context)
            ? Finding.ok("an index, and the registry holds one there", name)
            : Finding.of(
                Trap.INDEX_UNPROVEN,
                "an index, which some registries refuse: only writing it tells",
                name));
  }

  private boolean writesImageManifests(RunContext context) throws IOException {
    return engine
        .builder(context)
        .flatMap(BuilderFacts::buildKit)
        .filter(release -> !release.isBefore(Floor.IMAGE_MANIFESTS_BY_DEFAULT))
        .isPresent();
  }

  /** An export keeps the form that the build gave the cache. */
  private static Finding keptIndex(String name) {
    return Finding.of(
            Trap.INDEX_REFUSED,
            "this registry takes no cache as an index, and one that is an index stays one",
            name)
        .atMost(Level.WARNING)
        .fixedBy(
            "Add image-manifest=true to the spec: a cache is then written as an image manifest.");
  }

  /** What cannot be read proves nothing; that it cannot is told by another check. */
  private boolean holdsIndex(RunContext context) {
    var attributes = new LinkedHashMap<String, String>(place.spec().attributes());
    attributes.keySet().retainAll(OF_PLACE);
    var spec = new CacheSpec(place.type(), attributes);
    try (CacheImporter importer = Importers.check(spec).open(context)) {
      return importer.load().map(Cache::shape).filter(ManifestShape::isIndex).isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
