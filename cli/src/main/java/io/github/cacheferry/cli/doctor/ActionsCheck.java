package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.actions.ActionsCaches;
import io.github.cacheferry.actions.CacheMode;
import io.github.cacheferry.actions.RuntimeToken;
import io.github.cacheferry.actions.RuntimeToken.AccessScope;
import io.github.cacheferry.actions.ServiceEndpoint;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSchema;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether GitHub's cache service is there for this step, as far as its variables and the token
 * tell. The service itself is asked by the checks of the specs.
 */
final class ActionsCheck implements Check {
  /** The attributes that say which service is meant. */
  private static final Set<String> OF_SERVICE = Set.of("token", "url", "url_v2", "version");

  /** Where github.com has its services; the older of them is switched off. */
  private static final String LIVE = ".actions.githubusercontent.com";

  private final List<Place> places;
  private final InstantSource clock;

  ActionsCheck(List<Place> places, InstantSource clock) {
    this.places = List.copyOf(places);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "actions-cache";
  }

  @Override
  public List<Finding> run(RunContext context) throws CacheException {
    Set<CacheSpec> asked = asked();
    if (!asked.isEmpty()) {
      var findings = new ArrayList<Finding>();
      for (CacheSpec spec : asked) {
        findings.addAll(look(spec, context));
      }
      return findings;
    }
    if (!places.isEmpty()) {
      return List.of(Finding.skipped("no spec has type=gha", ""));
    }
    if (context.variable("GITHUB_ACTIONS").filter("true"::equals).isEmpty()) {
      return List.of(Finding.skipped("no spec has type=gha, and this is no step on GitHub", ""));
    }
    // The job may well keep its caches elsewhere.
    return look(service(Map.of()), context).stream()
        .map(finding -> finding.atMost(Level.WARNING))
        .toList();
  }

  private Set<CacheSpec> asked() {
    var asked = new LinkedHashSet<CacheSpec>();
    for (Place place : places) {
      if (place.type().equals("gha")) {
        asked.add(service(place.spec().attributes()));
      }
    }
    return asked;
  }

  private static CacheSpec service(Map<String, String> given) {
    var attributes = new LinkedHashMap<String, String>(given);
    attributes.keySet().retainAll(OF_SERVICE);
    return new CacheSpec("gha", attributes);
  }

  private List<Finding> look(CacheSpec spec, RunContext context) throws CacheException {
    ServiceEndpoint endpoint;
    try {
      endpoint = ServiceEndpoint.of(ActionsCaches.addTo(SpecSchema.of("gha")).check(spec), context);
    } catch (CacheException.Usage e) {
      return List.of(Finding.of(Trap.NO_RUNTIME_TOKEN, e.problem().reason(), ""));
    }
    var findings = new ArrayList<Finding>();
    if (endpoint.version() == ServiceEndpoint.Version.V1 && endpoint.baseUrl().contains(LIVE)) {
      findings.add(
          Finding.of(
              Trap.OLD_CACHE_SERVICE,
              "the variables name version 1 of the service, which github.com has switched off",
              ""));
    }
    RuntimeToken token = endpoint.token();
    trouble(token, clock.instant()).ifPresent(findings::add);
    mode(context).ifPresent(findings::add);
    return findings.isEmpty() ? List.of(Finding.ok(asItIs(endpoint), "")) : findings;
  }

  private static Optional<Finding> trouble(RuntimeToken token, Instant now) {
    Optional<String> invalid = token.invalidAt(now);
    if (invalid.isPresent()) {
      boolean early = token.notBefore().filter(now::isBefore).isPresent();
      return Optional.of(
          Finding.of(early ? Trap.CLOCK_WRONG : Trap.TOKEN_EXPIRED, invalid.get(), ""));
    }
    if (token.scopes().isEmpty() || token.notBefore().isEmpty() || token.expires().isEmpty()) {
      return Optional.of(
          Finding.of(
              Trap.TOKEN_UNREADABLE, "the runtime token does not tell its scopes and times", ""));
    }
    return token.isReadOnly()
        ? Optional.of(
            Finding.of(
                Trap.READ_ONLY_JOB, "the runtime token has no scope that may be written", ""))
        : Optional.empty();
  }

  private static Optional<Finding> mode(RunContext context) {
    String value = context.variable("ACTIONS_CACHE_MODE").orElse("");
    CacheMode mode = CacheMode.of(value);
    return mode.readable() && mode.writable()
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                Trap.CACHE_MODE,
                "the workflow allows no "
                    + (mode.readable() ? "writing" : mode.writable() ? "reading" : "cache at all"),
                ""));
  }

  private static String asItIs(ServiceEndpoint endpoint) {
    String scope = endpoint.token().writeScope().map(AccessScope::scope).orElse("");
    return endpoint
        + ", a token that may write "
        + scope
        + endpoint.token().expires().map(end -> " until " + end).orElse("");
  }
}
