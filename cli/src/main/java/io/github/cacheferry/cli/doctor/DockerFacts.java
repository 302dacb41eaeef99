package io.github.cacheferry.cli.doctor;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code docker info} says of the daemon.
 *
 * @param version the daemon's version
 * @param containerdStore whether its images are in containerd's store
 * @param time its clock when it was asked
 * @param hasProxy whether it reaches servers by a proxy
 * @param root where it keeps its images and the cache of its own builder
 * @param insecure the hosts and networks that it asks without TLS
 */
record DockerFacts(
    String version,
    boolean containerdStore,
    Optional<Instant> time,
    boolean hasProxy,
    String root,
    List<String> insecure) {
  /** Lines of {@code name=value}, in Go's template language. */
  static final String TEMPLATE =
      """
      version={{.ServerVersion}}
      {{range .DriverStatus}}{{index . 0}}={{index . 1}}
      {{end}}time={{.SystemTime}}
      proxy={{.HTTPSProxy}}
      root={{.DockerRootDir}}
      {{with .RegistryConfig}}{{range .InsecureRegistryCIDRs}}insecure={{.}}
      {{end}}{{range $host, $index := .IndexConfigs}}{{if not $index.Secure}}insecure={{$host}}
      {{end}}{{end}}{{end}}""";

  /** Among the lines of the storage driver if the containerd image store is in use. */
  private static final String CONTAINERD = "driver-type=io.containerd.snapshotter.v1";

  DockerFacts {
    insecure = List.copyOf(insecure);
  }

  /** Reads what the template made. */
  static DockerFacts parse(String printed) {
    List<String> lines = printed.lines().toList();
    var insecure = new ArrayList<String>();
    for (String line : lines) {
      if (line.startsWith("insecure=")) {
        insecure.add(line.substring("insecure=".length()));
      }
    }
    return new DockerFacts(
        value(lines, "version"),
        lines.contains(CONTAINERD),
        instant(value(lines, "time")),
        !value(lines, "proxy").isEmpty(),
        value(lines, "root"),
        insecure);
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty(); // a daemon that tells no time tells nothing about clocks
    }
  }
}
