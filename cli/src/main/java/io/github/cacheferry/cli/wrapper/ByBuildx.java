package io.github.cacheferry.cli.wrapper;

import java.util.List;
import java.util.Map;

/** A command for which one of buildx's builders builds. */
public interface ByBuildx {
  /**
   * A command that asks buildx about that builder.
   *
   * @param question a subcommand of buildx and its arguments
   * @param environment the variables that the build is run with
   */
  List<String> asking(List<String> question, Map<String, String> environment);
}
