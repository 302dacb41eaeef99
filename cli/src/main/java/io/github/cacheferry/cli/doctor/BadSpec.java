package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RunContext;
import java.util.List;

/** A spec that makes no sense: nothing else can be said of it. */
final class BadSpec implements Check {
  private final String text;
  private final CacheException.Usage why;

  BadSpec(String text, CacheException.Usage why) {
    this.text = text;
    this.why = why;
  }

  @Override
  public String name() {
    return "spec";
  }

  @Override
  public List<Finding> run(RunContext context) {
    return List.of(
        Finding.of(Trap.BAD_SPEC, why.problem().reason(), text).fixedBy(why.problem().advice()));
  }
}
