package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.Bodies;
import io.github.cacheferry.http.Faults;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.http.Retry;
import io.github.cacheferry.http.UnexpectedStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final String WRITE_DENIED = "cache write denied:";
  private static final String READ_DENIED = "cache read denied:";

  /** How long an entry may take to be found after it was finalised. */
  private static final Duration LAG = Duration.ofSeconds(2);

  private final ServiceEndpoint endpoint;
  private final HttpTransport transport;
  private final Retry retry;
  private final RunContext context;
  private final Pace pace;
  private final AtomicBoolean deniedBefore = new AtomicBoolean();

  /**
   * @param patience how long what may pass is tried again since it first failed
   */
  ServiceCall(
      ServiceEndpoint endpoint,
      HttpTransport transport,
      Duration patience,
      RunContext context,
      Pace pace) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.retry = Retry.of(context, pace).within(patience);
    this.context = context;
    this.pace = pace;
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
  record Answer(int code, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

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
                  "GitHub takes 200 new entries a minute and repository: pack=true needs few."),
              cause instanceof UnexpectedStatus status
                  ? status.retryAfter(Instant.now())
                  : Optional.empty());
      default -> new CacheException.Unavailable(problem, cause);
    };
  }

  /** A wish that the service has declined, or an answer that is none. */
  CacheException failed(String action, Answer answer) {
    return problem(action, answer.code(), answer.text(), new IOException(action));
  }

  /** Why the service lets this token write nothing, if that is what it says. */
  Optional<String> writeDenied(int code, String said) {
    int at = said.indexOf(WRITE_DENIED);
    if (at < 0 && code != 403) {
      return Optional.empty();
    }
    String why = at < 0 ? said : said.substring(at).replaceFirst("\"[,}].*", "");
    return Optional.of(Bodies.line(why.isEmpty() ? "the service answered 403" : why, redactor()));
  }

  /** Whether the token may read nothing: then nothing is found, and that is told once. */
  boolean readDenied(Answer answer) {
    if (answer.code() != 403 || !answer.text().contains(READ_DENIED)) {
      return false;
    }
    if (deniedBefore.compareAndSet(false, true)) {
      context.listener().warned("the runtime token may read no cache entries: nothing is found");
    }
    return true;
  }

  /** What a signed or secret address is. */
  HttpUrl url(String action, String text) throws CacheException {
    HttpUrl url = HttpUrl.parse(text);
    if (url == null) {
      throw new CacheException.Unavailable(
          Problem.of(action, endpoint.toString(), "its address is no URL"));
    }
    return url;
  }

  /** Makes an address known as a secret, with its signature as it stands there and decoded. */
  String secret(String address) {
    redactor().add(address);
    HttpUrl url = HttpUrl.parse(address);
    if (url != null) {
      Optional.ofNullable(url.queryParameter("sig")).ifPresent(redactor()::add);
      String query = Optional.ofNullable(url.encodedQuery()).orElse("");
      redactor().add(query);
      redactor().add(query.replaceFirst("^(?:.*&)?sig=([^&]*).*$|^.*$", "$1"));
    }
    return address;
  }

  JsonFields fields(String action, Answer answer) throws CacheException {
    try {
      return JsonFields.read(answer.body());
    } catch (IOException e) {
      throw new CacheException.Unavailable(
          Problem.of(action, endpoint.toString(), "its answer makes no sense"), e);
    }
  }

  /**
   * Whether the entry that could not be finalised is there all the same: an earlier answer may have
   * been lost.
   */
  boolean arrived(ActionsCache service, Reservation.Open reservation) throws IOException {
    return new Arrival(service, context, pace).await(reservation.key(), reservation.version(), LAG);
  }

  private Redactor redactor() {
    return context.redactor();
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
