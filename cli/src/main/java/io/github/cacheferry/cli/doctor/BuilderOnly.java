package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import java.util.List;

/** A spec whose backend a builder can use and cacheferry cannot: it is not asked. */
final class BuilderOnly implements Check {
  private final Place place;

  BuilderOnly(Place place) {
    this.place = place;
  }

  @Override
  public String name() {
    return "spec";
  }

  @Override
  public List<Finding> run(RunContext context) {
    return List.of(
        Finding.skipped(
            "cacheferry does not ask type=" + place.type() + ": only a builder does",
            place.spec().toString()));
  }
}
