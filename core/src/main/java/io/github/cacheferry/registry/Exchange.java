package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.http.Faults;
import io.github.cacheferry.http.Hosts;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Runs the steps of the protocol against one registry: finds its scheme, shows credentials when it
 * asks for them, follows redirects, and retries.
 */
final class Exchange {
  /** Some servers never answer what is not of their scheme. */
  private static final Duration PROBE = Duration.ofSeconds(10);

  private final HttpTransport transport;
  private final Retry retry;
  private final ApiBase api;
  private final RegistryAuth auth;
  private final FailureReport report;
  private final boolean verified;

  /**
   * @param verified whether the transport checks certificates
   */
  Exchange(
      HttpTransport transport,
      Retry retry,
      ApiBase api,
      RegistryAuth auth,
      FailureReport report,
      boolean verified) {
    this.transport = transport;
    this.retry = retry;
    this.api = api;
    this.auth = auth;
    this.report = report;
    this.verified = verified;
  }

  /**
   * Runs the step, again if it fails in a way that may pass.
   *
   * @throws CacheException if it does not succeed
   */
  <T> T call(Step<T> step, Scopes scopes) throws CacheException {
    return call(step.action(), round -> once(step, scopes));
  }

  /** Runs several steps that are retried together. */
  <T> T call(String action, Retry.Attempt<T> attempt) throws CacheException {
    try {
      return retry.run(action, host(), attempt);
    } catch (IOException e) {
      throw explain(action, e);
    }
  }

  /** The retries of a stream of this registry. */
  Retry.Round begin(String action) {
    return retry.begin(action, host());
  }

  /** The failure in words for the user. */
  CacheException explain(String action, IOException failure) {
    return report.explain(action, failure, auth::describe);
  }

  /** As {@link RegistryAuth#shown}. */
  Optional<String> credentials() {
    return auth.shown();
  }

  /** Runs the step without another try, except with the credentials that the registry asks for. */
  <T> T once(Step<T> step, Scopes scopes) throws IOException {
    Optional<String> shown = auth.header(scopes);
    Response response = send(step, shown);
    boolean handed = false;
    try {
      if (response.code() == 401 && isApi(response)) {
        List<Challenge> challenges = Challenge.parse(response.headers("WWW-Authenticate"));
        HttpUrl asked = response.request().url();
        boolean secure = RegistryAuth.isSecure(asked, verified);
        if (auth.answer(challenges, scopes, shown, secure)) {
          response.close();
          response = send(step, auth.header(scopes));
        }
      }
      T result = step.handle(response);
      handed = step.keepsResponse();
      return result;
    } finally {
      if (!handed) {
        response.close();
      }
    }
  }

  private String host() {
    HttpUrl url = api.candidates().get(0);
    return url.port() == HttpUrl.defaultPort(url.scheme())
        ? url.host()
        : url.host() + ":" + url.port();
  }

  /** A challenge of the storage that the registry redirects to is not for us to answer. */
  private boolean isApi(Response response) {
    return api.settled()
        .filter(base -> Hosts.sameOrigin(base, response.request().url()))
        .isPresent();
  }

  private Response send(Step<?> step, Optional<String> authorization) throws IOException {
    Optional<HttpUrl> base = api.settled();
    if (base.isPresent()) {
      return send(step, authorization, base.get());
    }
    synchronized (api) {
      return api.settled().isPresent()
          ? send(step, authorization, api.settled().get())
          : probe(step, authorization);
    }
  }

  private Response probe(Step<?> step, Optional<String> authorization) throws IOException {
    List<HttpUrl> candidates = api.candidates();
    for (HttpUrl base : candidates.subList(0, candidates.size() - 1)) {
      try {
        Request.Builder request = HttpTransport.patient(prepare(step, authorization, base), PROBE);
        Response response = send(step, request.build());
        if (!wantsTls(response, base)) {
          api.settle(base);
          return response;
        }
        response.close();
      } catch (IOException e) {
        if (!Faults.isConnection(e)) {
          throw e;
        }
        // Not this scheme, or nobody is there: the next candidate's failure tells.
      }
    }
    HttpUrl last = candidates.get(candidates.size() - 1);
    Response response = send(step, authorization, last);
    api.settle(last);
    return response;
  }

  /** Go's servers and nginx answer plain text on their TLS port with 400 and say so. */
  private static boolean wantsTls(Response response, HttpUrl base) throws IOException {
    if (base.isHttps() || response.code() != 400) {
      return false;
    }
    String body = response.peekBody(1024).string().toLowerCase(Locale.ROOT);
    return body.contains("https") || body.contains("ssl") || body.contains("tls");
  }

  private Response send(Step<?> step, Optional<String> authorization, HttpUrl base)
      throws IOException {
    return send(step, prepare(step, authorization, base).build());
  }

  private static Request.Builder prepare(
      Step<?> step, Optional<String> authorization, HttpUrl base) {
    Request.Builder request = step.request(base).header("Accept-Encoding", "identity");
    return authorization.isPresent() && Hosts.sameOrigin(base, request.build().url())
        ? request.header("Authorization", authorization.get())
        : request;
  }

  private Response send(Step<?> step, Request request) throws IOException {
    return step.followsRedirects() ? transport.follow(request) : transport.execute(request);
  }
}
