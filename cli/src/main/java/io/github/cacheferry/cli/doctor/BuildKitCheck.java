package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the builder's BuildKit is new enough for what the specs ask of it. */
final class BuildKitCheck implements Check {
  private final Engine engine;
  private final List<Place> places;

  BuildKitCheck(Engine engine, List<Place> places) {
    this.engine = engine;
    this.places = List.copyOf(places);
  }

  @Override
  public String name() {
    return "buildkit";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    if (!engine.buildx(context).isPrinted()) {
      return List.of(Finding.skipped("there is no buildx to ask", ""));
    }
    Optional<BuilderFacts> builder = engine.builder(context);
    if (builder.isEmpty()) {
      return List.of(Finding.skipped("there is no builder to ask", ""));
    }
    Optional<Release> release = builder.get().buildKit();
    if (release.isEmpty()) {
      return List.of(Finding.skipped(untold(builder.get()), builder.get().name()));
    }
    List<Finding> old = tooOld(release.get(), builder.get().name(), context);
    return old.isEmpty()
        ? List.of(Finding.ok("BuildKit " + release.get(), builder.get().name()))
        : old;
  }

  private static String untold(BuilderFacts builder) {
    if (!builder.buildKits().isEmpty()) {
      return "it tells no version but " + String.join(", ", builder.buildKits());
    }
    return builder.running() ? "it tells no version" : "it is not running and tells no version";
  }

  /** Whether a cache may go to a registry in the form that the builder gives it. */
  private boolean mayWriteIndexes() {
    return places.isEmpty()
        || places.stream()
            .filter(place -> place.type().equals("registry"))
            .anyMatch(place -> place.attribute("image-manifest").isEmpty());
  }

  private List<Finding> tooOld(Release release, String builder, RunContext context) {
    var findings = new ArrayList<Finding>();
    if (release.isBefore(Floor.IMAGE_MANIFESTS)) {
      findings.add(
          Finding.of(
              Trap.BUILDKIT_TOO_OLD,
              "BuildKit before "
                  + Floor.IMAGE_MANIFESTS
                  + " reads no cache with an image manifest, the form that newer ones write; this is "
                  + release,
              builder));
    } else if (release.isBefore(Floor.IMAGE_MANIFESTS_BY_DEFAULT) && mayWriteIndexes()) {
      findings.add(
          Finding.of(
              Trap.BUILDKIT_WRITES_INDEXES,
              "BuildKit "
                  + release
                  + " writes caches as indexes unless told otherwise, which some registries refuse",
              builder));
    }
    for (Place place : places) {
      for (Floor floor : Floor.of(place, context)) {
        floor
            .buildKit()
            .filter(release::isBefore)
            .ifPresent(
                oldest ->
                    findings.add(floor.finding(Trap.BUILDKIT_TOO_OLD, release, oldest, place)));
      }
    }
    return findings.stream().distinct().toList();
  }
}
