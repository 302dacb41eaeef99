package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.http.TlsSettings;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.time.Duration;

/** Opens the service that a spec means. */
public final class ActionsCaches {
  /** BuildKit's {@code timeout}. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private ActionsCaches() {}

  /** Adds the attributes that say which service is meant, the same for reading and writing. */
  public static SpecSchema addTo(SpecSchema schema) {
    return schema
        .text("scope", "token", "url", "url_v2", "repository", "ghtoken")
        .duration("timeout")
        .choice("version", "1", "2");
  }

  /**
   * A client of the service; does no I/O.
   *
   * @throws CacheException.Usage if the spec and the environment name none
   */
  public static ActionsCache open(SpecValues spec, RunContext context) throws IOException {
    return open(spec, context, Pace.real(context.cancellation()));
  }

  /** The same, with retries that go by another time. */
  public static ActionsCache open(SpecValues spec, RunContext context, Pace pace)
      throws IOException {
    ServiceEndpoint endpoint = ServiceEndpoint.of(spec, context);
    HttpTransport transport = HttpTransport.open(context, TlsSettings.of(context));
    Duration patience = spec.duration("timeout").orElse(PATIENCE);
    var calls = new ServiceCall(endpoint, transport, patience, context, pace);
    if (endpoint.baseUrl().startsWith("https:")) {
      transport.expectTls();
    }
    return endpoint.version() == ServiceEndpoint.Version.V1
        ? new RestService(calls)
        : new TwirpService(calls);
  }
}
