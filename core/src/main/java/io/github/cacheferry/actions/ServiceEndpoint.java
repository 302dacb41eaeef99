package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.spec.SpecValues;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * Which Actions cache service a job talks to.
 *
 * @param version of the service's protocol
 * @param baseUrl ends in exactly one slash; a path in it is kept, and may be a secret (act)
 * @param token opens it
 */
public record ServiceEndpoint(Version version, String baseUrl, RuntimeToken token) {
  private static final String LIVE_V2_HOST = "results-receiver.actions.githubusercontent.com";
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "True", "TRUE");

  /** The protocols. */
  public enum Version {
    /** REST under {@code _apis/artifactcache}: GitHub Enterprise Server, act. */
    V1,
    /** Twirp and Azure block blobs: github.com. */
    V2
  }

  /**
   * Finds the service from the spec's attributes, as BuildKit understands them, and the job's
   * environment.
   *
   * @throws CacheException.Usage if there is none to be found, with how to get at it
   */
  public static ServiceEndpoint of(SpecValues spec, RunContext context)
      throws CacheException.Usage {
    Optional<String> token = spec.text("token").or(() -> context.variable("ACTIONS_RUNTIME_TOKEN"));
    Optional<String> results =
        spec.text("url_v2").or(() -> context.variable("ACTIONS_RESULTS_URL"));
    Optional<String> legacy = spec.text("url").or(() -> context.variable("ACTIONS_CACHE_URL"));
    if (token.isEmpty() || (results.isEmpty() && legacy.isEmpty())) {
      throw notThere(token.isEmpty() ? "ACTIONS_RUNTIME_TOKEN" : "ACTIONS_RESULTS_URL");
    }
    context.redactor().add(token.get());
    Version version = version(spec, context, legacy, results);
    String url =
        (version == Version.V2 ? results.or(() -> legacy) : legacy.or(() -> results)).orElseThrow();
    String base = url.strip().replaceFirst("/*$", "/");
    if (HttpUrl.parse(base) == null) {
      throw senseless("its address is no URL"); // which is not shown: there may be a secret in it
    }
    String bearer = token.get().strip();
    if (!bearer.matches("[!-~]+")) {
      throw senseless("the token has characters that no token has");
    }
    context.redactor().add(bearer);
    return new ServiceEndpoint(version, base, RuntimeToken.of(bearer));
  }

  private static CacheException.Usage senseless(String why) {
    return new CacheException.Usage(
        Problem.of("find the GitHub Actions cache service", "gha", why));
  }

  private static Version version(
      SpecValues spec, RunContext context, Optional<String> legacy, Optional<String> results) {
    Optional<String> asked = spec.text("version");
    if (asked.isPresent()) {
      return asked.get().equals("1") ? Version.V1 : Version.V2;
    }
    if (spec.text("url_v2").isPresent()) {
      return Version.V2;
    }
    if (spec.text("url").isPresent()) {
      return legacy.orElse("").contains(LIVE_V2_HOST) ? Version.V2 : Version.V1;
    }
    if (isEnterpriseServer(context)) {
      return Version.V1;
    }
    boolean flagged =
        context.variable("ACTIONS_CACHE_SERVICE_V2").filter(TRUE::contains).isPresent();
    // A docker action gets the results URL and not the flag: without an older URL the newer
    // protocol is meant.
    return flagged || (results.isPresent() && legacy.isEmpty()) ? Version.V2 : Version.V1;
  }

  /**
   * As the toolkit tells: a server that is neither github.com nor a tenant of it has only the old
   * service.
   */
  private static boolean isEnterpriseServer(RunContext context) {
    String server = context.variable("GITHUB_SERVER_URL").orElse("https://github.com");
    String host = server.replaceFirst("^[a-z]+://", "").replaceFirst("[/:].*$", "").strip();
    return !host.equalsIgnoreCase("github.com")
        && !host.toLowerCase(Locale.ROOT).endsWith(".ghe.com")
        && !host.toLowerCase(Locale.ROOT).endsWith(".localhost");
  }

  private static CacheException.Usage notThere(String variable) {
    return new CacheException.Usage(
        new Problem(
            "find the GitHub Actions cache service",
            "gha",
            variable + " is not set",
            "GitHub gives it to JavaScript actions only: put cacheferry's action with export-runtime"
                + " before this step, or crazy-max/ghaction-github-runtime, or give url= and"
                + " token=."));
  }

  @Override
  public String toString() {
    return "Actions cache service " + version.name().toLowerCase(Locale.ROOT);
  }
}
