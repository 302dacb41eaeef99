package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a builder lacks that this machine has: the daemon takes credentials for object stores,
 * certificate authorities and proxies from its own side, and its loopback is not ours. It matters
 * to a build that uses a spec itself; what cacheferry carries goes by a directory.
 */
final class BuilderAccessCheck implements Check {
  private static final Path DOCKER_CERTIFICATES = Path.of("/etc/docker/certs.d");

  /** Where AWS's own libraries, and so buildx, find credentials or are told the way to them. */
  private static final List<String> AWS_VARIABLES =
      List.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_PROFILE",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_CONFIG_FILE",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI");

  /** What systems call the file of all authorities: it adds none of the user's own. */
  private static final Set<String> SYSTEM_BUNDLES =
      Set.of("ca-certificates.crt", "ca-bundle.crt", "tls-ca-bundle.pem");

  private final Engine engine;
  private final List<Place> places;

  BuilderAccessCheck(Engine engine, List<Place> places) {
    this.engine = engine;
    this.places = List.copyOf(places);
  }

  @Override
  public String name() {
    return "builder-access";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    if (places.stream().noneMatch(Place::isRemote)) {
      return List.of(Finding.skipped("no spec names another place than this machine", ""));
    }
    Optional<BuilderFacts> builder = engine.builder(context);
    Optional<DockerFacts> docker = engine.docker(context);
    var findings = new ArrayList<Finding>();
    for (Place place : places) {
      look(place, builder, docker, context, findings);
    }
    boolean inDaemon = builder.filter(BuilderFacts::isDocker).isPresent();
    if (inDaemon
        && docker.filter(facts -> !facts.hasProxy()).isPresent()
        && isBehindProxy(context)) {
      findings.add(
          Finding.of(
              Trap.BUILDER_PROXY,
              "this machine has a proxy in HTTPS_PROXY, and Docker's daemon has none",
              ""));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("nothing that only this side of the builder has", ""))
        : findings.stream().distinct().toList();
  }

  private static void look(
      Place place,
      Optional<BuilderFacts> builder,
      Optional<DockerFacts> docker,
      RunContext context,
      List<Finding> findings) {
    credentials(place, context).ifPresent(findings::add);
    Optional<String> host = place.registry();
    if (host.isEmpty()) {
      return;
    }
    if (context.variable("REGISTRY_AUTH_FILE").isPresent()) {
      findings.add(
          Finding.of(
              Trap.BUILDER_LOGIN,
              "REGISTRY_AUTH_FILE is for cacheferry and Podman; a build does not look there",
              host.get()));
    }
    boolean inDaemon = builder.filter(BuilderFacts::isDocker).isPresent();
    if (Place.isLoopback(host.get())) {
      builder
          .filter(facts -> !inDaemon && !facts.onHostNetwork())
          .map(facts -> loopback(facts, host.get()))
          .ifPresent(findings::add);
      return;
    }
    authority(host.get(), inDaemon, context).ifPresent(findings::add);
    docker.flatMap(facts -> insecure(place, facts, host.get())).ifPresent(findings::add);
  }

  /**
   * buildx hands over AWS credentials that it finds, and GitHub's token, and a registry's are asked
   * of it when they are needed; for Azure it has nothing.
   */
  private static Optional<Finding> credentials(Place place, RunContext context) {
    String missing =
        switch (place.type()) {
          case "s3" ->
              place.attribute("access_key_id").isPresent()
                      || AWS_VARIABLES.stream().anyMatch(name -> context.variable(name).isPresent())
                      || Files.exists(context.home().resolve(".aws"))
                  ? ""
                  : "no AWS credentials are here that buildx could hand over: only those of the"
                      + " builder's own machine count";
          case "azblob" ->
              place.attribute("secret_access_key").isPresent()
                  ? ""
                  : "without secret_access_key the credentials are those in the builder's own"
                      + " environment";
          default -> "";
        };
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(Finding.of(Trap.BUILDER_CREDENTIALS, missing, place.spec().toString()));
  }

  private static Finding loopback(BuilderFacts builder, String host) {
    return Finding.of(
        Trap.BUILDER_LOOPBACK,
        "to a builder with the driver " + builder.driver() + " that name is its own machine",
        host);
  }

  private static Optional<Finding> authority(String host, boolean inDaemon, RunContext context) {
    boolean extra =
        context.caFile().isPresent()
            || context.variable("SSL_CERT_FILE").filter(file -> !isSystems(file)).isPresent();
    boolean known = inDaemon && Files.isDirectory(DOCKER_CERTIFICATES.resolve(host));
    return extra && !known
        ? Optional.of(
            Finding.of(
                Trap.BUILDER_AUTHORITY,
                "SSL_CERT_FILE and --ca-file are for this side only; the builder trusts what it was"
                    + " told itself",
                host))
        : Optional.empty();
  }

  /** Nix, conda and others name the system's authorities so, in every shell. */
  private static boolean isSystems(String file) {
    return file.startsWith("/")
        && SYSTEM_BUNDLES.contains(file.substring(file.lastIndexOf('/') + 1));
  }

  private static Optional<Finding> insecure(Place place, DockerFacts docker, String host) {
    return docker.insecure().contains(host) && place.attribute("registry.insecure").isEmpty()
        ? Optional.of(
            Finding.of(
                Trap.INSECURE_UNSAID,
                "Docker's daemon asks it without TLS, and the spec does not say so",
                host))
        : Optional.empty();
  }

  private static boolean isBehindProxy(RunContext context) {
    return context.variable("HTTPS_PROXY").or(() -> context.variable("https_proxy")).isPresent();
  }
}
