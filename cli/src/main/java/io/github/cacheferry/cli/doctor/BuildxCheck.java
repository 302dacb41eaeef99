package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cli.doctor.Tool.Answer;
import io.github.cacheferry.cli.doctor.Tool.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether buildx is there, and new enough for what the specs ask of it. */
final class BuildxCheck implements Check {
  private final Engine engine;
  private final List<Place> places;

  BuildxCheck(Engine engine, List<Place> places) {
    this.engine = engine;
    this.places = List.copyOf(places);
  }

  @Override
  public String name() {
    return "buildx";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    Answer answer = engine.buildx(context);
    if (answer.kind() == Kind.MISSING) {
      return List.of(Finding.skipped("docker is not on PATH", ""));
    }
    if (answer.kind() == Kind.HUNG) {
      return List.of(Finding.of(Trap.PROGRAM_HANGS, answer.text(), "docker buildx version"));
    }
    if (!answer.isPrinted()) {
      return List.of(Finding.of(Trap.NO_BUILDX, answer.text(), ""));
    }
    String version = version(answer.text());
    Optional<Release> release = Release.parse(version);
    if (release.isEmpty()) {
      return List.of(Finding.skipped("it tells no version but " + version, ""));
    }
    List<Finding> old = tooOld(release.get(), context);
    return old.isEmpty() ? List.of(Finding.ok("buildx " + version, "")) : old;
  }

  private List<Finding> tooOld(Release release, RunContext context) {
    var findings = new ArrayList<Finding>();
    for (Place place : places) {
      for (Floor floor : Floor.of(place, context)) {
        floor
            .buildx()
            .filter(release::isBefore)
            .ifPresent(
                oldest -> findings.add(floor.finding(Trap.BUILDX_TOO_OLD, release, oldest, place)));
      }
    }
    if (release.isBefore(Floor.BAKE_APPENDS)) {
      findings.add(
          Finding.of(
              Trap.BUILDX_TOO_OLD_FOR_BAKE,
              "cacheferry run around a bake needs buildx "
                  + Floor.BAKE_APPENDS
                  + " or newer, and this is "
                  + release,
              ""));
    }
    return findings.stream().distinct().toList();
  }

  /** The second word of {@code github.com/docker/buildx v0.29.1 a32761a}. */
  private static String version(String printed) {
    String[] words = printed.strip().split("\\s+", 3);
    return words.length > 1 ? words[1] : printed.strip();
  }
}
