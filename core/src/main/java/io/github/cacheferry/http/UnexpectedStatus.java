package io.github.cacheferry.http;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.Response;

/**
 * A response with a status that the protocol step does not know. {@link Retry} may try again; what
 * is left of it in the end is the protocol package's to explain.
 */
public final class UnexpectedStatus extends IOException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String body;
  private final transient Headers headers;

  private UnexpectedStatus(int code, String body, Headers headers, String host) {
    super(host + " answered " + code);
    this.code = code;
    this.body = body;
    this.headers = headers;
  }

  /** Takes what is to be known from the response, which is still the caller's to close. */
  public static UnexpectedStatus of(Response response) {
    return new UnexpectedStatus(
        response.code(),
        Bodies.readError(response),
        response.headers(),
        response.request().url().host());
  }

  /** The status code. */
  public int code() {
    return code;
  }

  /** The beginning of the body, as the server sent it: mask it before it is shown. */
  public String body() {
    return body;
  }

  /** How long the server wants to be left alone from now on, if it says. */
  public Optional<Duration> retryAfter(Instant now) {
    return Optional.ofNullable(headers.get("Retry-After"))
        .flatMap(value -> RetryAfter.parse(value, now))
        .or(() -> untilReset(now));
  }

  /**
   * Whether this is GitHub's way to say 429: a 403 with the time from which on it answers again.
   *
   * @see <a
   *     href="https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api">GitHub's
   *     documentation</a>
   */
  public boolean isRateLimit() {
    return code == 403 && retryAfter(Instant.EPOCH).isPresent();
  }

  private Optional<Duration> untilReset(Instant now) {
    String reset = headers.get("x-ratelimit-reset");
    if (reset == null
        || !"0".equals(headers.get("x-ratelimit-remaining"))
        || !reset.matches("\\d{1,11}")) {
      return Optional.empty();
    }
    Duration wait = Duration.between(now, Instant.ofEpochSecond(Long.parseLong(reset)));
    return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
  }
}
