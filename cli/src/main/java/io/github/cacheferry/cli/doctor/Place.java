package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a cache is read or written, as the user named it.
 *
 * @param spec the spec, in the job's scope
 * @param reader its backend for reading, if it is read and there is one
 * @param writer its backend for writing, if it is written and there is one
 */
public record Place(
    CacheSpec spec,
    Optional<Importers.ImporterSpec> reader,
    Optional<Exporters.ExporterSpec> writer) {
  private static final String DOCKER_HUB = "docker.io";

  /** The backend. */
  String type() {
    return spec.type();
  }

  /** The attribute, unless it is absent or empty. */
  Optional<String> attribute(String name) {
    return Optional.ofNullable(spec.attributes().get(name)).filter(value -> !value.isEmpty());
  }

  /** Whether another machine may hold it. */
  boolean isRemote() {
    return !type().equals("local");
  }

  /** The registry's host with its port; empty for other backends. */
  Optional<String> registry() {
    if (!type().equals("registry")) {
      return Optional.empty();
    }
    return attribute("ref").map(Place::host);
  }

  /** Whether the registry's host can only mean the machine that asks. */
  static boolean isLoopback(String host) {
    String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || name.matches("127\\.\\d+\\.\\d+\\.\\d+");
  }

  /** As Docker tells a host from a part of a repository's name. */
  private static String host(String ref) {
    int slash = ref.indexOf('/');
    String first = slash < 0 ? "" : ref.substring(0, slash);
    boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
    return isHost ? first : DOCKER_HUB;
  }
}
