package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.Bodies;
import io.github.cacheferry.http.Faults;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.Retry;
import io.github.cacheferry.http.UnexpectedStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * What all calls of the service have in common: the bearer token, the retries, and the words for
 * what went wrong.
 */
final class ServiceCall {
  private static final int ANSWER_LIMIT = 1 << 20;

  private final ServiceEndpoint endpoint;
  private final HttpTransport transport;
  private final Retry retry;
  private final RunContext context;

  ServiceCall(ServiceEndpoint endpoint, HttpTransport transport, RunContext context) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.retry = Retry.of(context);
    this.context = context;
  }

  HttpTransport transport() {
    return transport;
  }

  RunContext context() {
    return context;
  }

  ServiceEndpoint endpoint() {
    return endpoint;
  }

  /**
   * An answer of the service.
   *
   * @param code 200, or another that the caller knows
   * @param body its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Answer(int code, byte[] body) {}

  /**
   * Asks the service, with the token; any status is an answer, but those that may pass are tried
   * again.
   */
  Answer ask(String action, Request.Builder request) throws IOException {
    Request authorized =
        request.header("Authorization", "Bearer " + endpoint.token().text()).build();
    return trying(
        action,
        authorized.url(),
        () -> {
          try (Response response = transport.execute(authorized)) {
            if (mayPass(response.code())) {
              throw UnexpectedStatus.of(response);
            }
            return new Answer(response.code(), Bodies.read(response, ANSWER_LIMIT));
          }
        });
  }

  /** Does something with a signed address, again if it may help. */
  <T> T trying(String action, HttpUrl url, Step<T> step) throws IOException {
    try {
      return retry.run(action, url.host(), round -> step.run());
    } catch (UnexpectedStatus e) {
      throw problem(action, e.code(), e.body(), e);
    } catch (CacheException e) {
      throw e;
    } catch (IOException e) {
      throw new CacheException.Unavailable(
          new Problem(action, endpoint.toString(), Faults.reason(e), ""), e);
    }
  }

  /** The retries of a stream. */
  Retry.Round round(String action, HttpUrl url) {
    return retry.begin(action, url.host());
  }

  /** What a status that ends the matter means. */
  CacheException problem(String action, int code, String body, IOException cause) {
    String said = Bodies.line(body, context.redactor());
    String reason = "the service answered " + code + (said.isEmpty() ? "" : ": " + said);
    Problem problem = Problem.of(action, endpoint.toString(), reason);
    return switch (code) {
      case 401 ->
          new CacheException.Denied(
              problem.advise("The runtime token ends with its job: is this still the same one?"));
      case 403 -> new CacheException.Denied(problem);
      case 404 -> new CacheException.NotFound(problem);
      case 422 ->
          new CacheException.Unsupported(
              problem.advise("This service no longer speaks version 1: leave out version=1."));
      case 429 ->
          new CacheException.Throttled(
              problem.advise(
                  "GitHub takes 200 new entries a minute and repository: try pack=true."),
              cause instanceof UnexpectedStatus status
                  ? status.retryAfter(Instant.now())
                  : Optional.empty());
      default -> new CacheException.Unavailable(problem, cause);
    };
  }

  static RequestBody json(String text) {
    return RequestBody.create(
        text.getBytes(StandardCharsets.UTF_8), MediaType.get("application/json"));
  }

  private static boolean mayPass(int code) {
    return code == 408 || code == 429 || code >= 500;
  }

  /** One try. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }
}
