package io.github.cacheferry.cli.examples;

import java.util.List;
import java.util.Map;

/** A script, on a machine that is no CI system's. */
final class ShellJob implements CiJob {
  @Override
  public Map<String, String> environment(Machine machine) {
    return Map.of();
  }

  @Override
  public List<Step> steps(String file) {
    return List.of(new Step("", List.of("sh", "-c"), file, Map.of()));
  }
}
