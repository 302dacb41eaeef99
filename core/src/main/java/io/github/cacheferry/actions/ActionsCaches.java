package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.TlsSettings;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;

/** Opens the service that a spec means. */
public final class ActionsCaches {
  private ActionsCaches() {}

  /** Adds the attributes that say which service is meant, the same for reading and writing. */
  public static SpecSchema addTo(SpecSchema schema) {
    return schema.text("scope", "token", "url", "url_v2", "timeout").choice("version", "1", "2");
  }

  /**
   * A client of the service; does no I/O.
   *
   * @throws CacheException.Usage if the spec and the environment name none
   */
  public static ActionsCache open(SpecValues spec, RunContext context) throws IOException {
    ServiceEndpoint endpoint = ServiceEndpoint.of(spec, context);
    var calls =
        new ServiceCall(endpoint, HttpTransport.open(context, TlsSettings.of(context)), context);
    return endpoint.version() == ServiceEndpoint.Version.V1
        ? new RestService(calls)
        : new TwirpService(calls);
  }
}
