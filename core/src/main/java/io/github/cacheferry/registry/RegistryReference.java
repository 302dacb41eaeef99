package io.github.cacheferry.registry;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import io.github.cacheferry.cache.BlobSource.RegistryLocation;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.Digest;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something is on a registry, as {@code ghcr.io/acme/app:cache}. What Docker leaves out is
 * filled in: the host {@code docker.io}, its {@code library/}, the tag {@code latest}.
 *
 * @param host the registry's host, with its port if one is given
 * @param repository the repository's path
 * @param tag the tag; empty if there is only a digest
 * @param digest the digest, which wins over the tag
 */
public record RegistryReference(
    String host, String repository, Optional<String> tag, Optional<Digest> digest) {
  /** Docker Hub's name in references. */
  static final String DOCKER_HUB = "docker.io";

  private static final String DOCKER_HUB_API = "registry-1.docker.io";
  private static final Set<String> DOCKER_HUB_NAMES =
      Set.of(DOCKER_HUB, DOCKER_HUB_API, "index.docker.io", "registry.hub.docker.com");

  /** IPv6 hosts are beyond the parser: it is given a name in their place. */
  private static final Pattern IPV6 = Pattern.compile("(\\[[0-9a-fA-F:.]+])((?::\\d+)?/.*)");

  private static final Pattern BAD_DIGEST =
      Pattern.compile("/[^@]*@(?!sha256:[0-9a-f]{64}$)[A-Za-z0-9+.-]+(:[^/]*)?$");

  private static final String IPV6_STAND_IN = "ipv6.invalid";

  /**
   * Reads a reference.
   *
   * @throws CacheException.Usage if it is none
   */
  public static RegistryReference parse(String text) throws CacheException.Usage {
    Matcher ipv6 = IPV6.matcher(text);
    boolean literal = ipv6.matches();
    try {
      ImageReference parsed = ImageReference.parse(literal ? IPV6_STAND_IN + ipv6.group(2) : text);
      RegistryReference reference = of(parsed);
      return literal
          ? new RegistryReference(
              reference.host.replace(IPV6_STAND_IN, ipv6.group(1)),
              reference.repository,
              reference.tag,
              reference.digest)
          : reference;
    } catch (InvalidImageReferenceException e) {
      throw problem(text);
    }
  }

  private static RegistryReference of(ImageReference parsed) throws CacheException.Usage {
    String host = parsed.isScratch() ? DOCKER_HUB : commonName(parsed.getRegistry());
    boolean hub = host.equals(DOCKER_HUB);
    String name = parsed.getRepository();
    String repository = hub && name.indexOf('/') < 0 ? "library/" + name : name;
    if (!ImageReference.isValidRepository(repository)) {
      throw problem(parsed.toString());
    }
    Optional<Digest> digest = parsed.getDigest().map(Digest::parse);
    Optional<String> tag =
        parsed.getTag().or(() -> digest.isPresent() ? Optional.empty() : Optional.of("latest"));
    return new RegistryReference(host, repository, tag, digest);
  }

  private static CacheException.Usage problem(String text) {
    String reason =
        "it is not of the form host/repository:tag, where the repository has no capital letters";
    String advice = "Name it as in ghcr.io/acme/app:cache, without https://.";
    if (text.startsWith("/") || text.startsWith(".") || text.startsWith("~")) {
      reason = "it looks like a directory";
      advice =
          "For a directory, write type=local,src=DIR to read it and type=local,dest=DIR to write it.";
    } else if (BAD_DIGEST.matcher(text).find()) {
      reason = "what follows the @ is no digest";
      advice = "A digest is sha256: and 64 lower-case hex digits.";
    }
    return new CacheException.Usage(
        new Problem("understand the registry reference \"" + text + "\"", "", reason, advice));
  }

  /** The one name of a registry that has several. */
  static String commonName(String host) {
    return DOCKER_HUB_NAMES.contains(host) ? DOCKER_HUB : host;
  }

  /** The host that answers for the registry, which for Docker Hub is another. */
  public String apiHost() {
    return host.equals(DOCKER_HUB) ? DOCKER_HUB_API : host;
  }

  /** What the registry is asked for: the digest, or else the tag. */
  public String qualifier() {
    return digest.map(Digest::toString).or(() -> tag).orElseThrow();
  }

  /** The registry and repository alone. */
  public RegistryLocation location() {
    return new RegistryLocation(host, repository);
  }

  @Override
  public String toString() {
    return host
        + "/"
        + repository
        + tag.map(name -> ":" + name).orElse("")
        + digest.map(name -> "@" + name).orElse("");
  }
}
