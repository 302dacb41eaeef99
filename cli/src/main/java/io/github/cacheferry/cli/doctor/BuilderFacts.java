package io.github.cacheferry.cli.doctor;

import java.util.List;
import java.util.Optional;

/**
 * What {@code docker buildx inspect} says of the builder that a build would use.
 *
 * @param name the builder's name
 * @param driver {@code docker}, {@code docker-container}, {@code kubernetes}, {@code remote}; empty
 *     if its daemon cannot be asked
 * @param error why it cannot be used
 * @param running whether any of its nodes is
 * @param buildKits the BuildKit versions of its nodes, as they tell them
 * @param onHostNetwork whether all of its nodes share their machine's network
 */
record BuilderFacts(
    String name,
    String driver,
    Optional<String> error,
    boolean running,
    List<String> buildKits,
    boolean onHostNetwork) {
  /** The newer one, and that of buildx before 0.13. */
  private static final List<String> VERSION_LABELS = List.of("BuildKit version", "Buildkit");

  BuilderFacts {
    buildKits = List.copyOf(buildKits);
  }

  /** Reads what buildx printed. */
  static BuilderFacts parse(String printed) {
    return new BuilderFacts(
        first(printed, "Name"),
        first(printed, "Driver"),
        values(printed, "Error").stream().filter(text -> !text.isEmpty()).findFirst(),
        values(printed, "Status").contains("running"),
        VERSION_LABELS.stream().flatMap(label -> values(printed, label).stream()).toList(),
        values(printed, "Driver Options").stream().filter(BuilderFacts::namesHostNetwork).count()
            == Math.max(1, values(printed, "Endpoint").size()));
  }

  /** The oldest of the nodes' versions; empty if none of them tells one. */
  Optional<Release> buildKit() {
    return buildKits.stream().map(Release::parse).flatMap(Optional::stream).min(Release::compareTo);
  }

  /** Whether builds run in the Docker daemon itself. */
  boolean isDocker() {
    return driver.equals("docker");
  }

  /** Options are words, {@code name="value"}. */
  private static boolean namesHostNetwork(String options) {
    return (" " + options + " ").contains(" network=\"host\" ");
  }

  private static String first(String printed, String label) {
    return values(printed, label).stream().findFirst().orElse("");
  }

  /** What stands behind the label at the beginning of a line; indented lines are details. */
  private static List<String> values(String printed, String label) {
    return printed
        .lines()
        .filter(line -> line.startsWith(label + ":"))
        .map(line -> line.substring(label.length() + 1).strip())
        .toList();
  }
}
