package io.github.cacheferry.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way in which a service misbehaves, for a number of requests.
 *
 * @param text what the line of a request has in it
 * @param left to how many more requests it applies
 */
record CacheFault(String text, AtomicInteger left, Action action) {
  /** What is done instead of passing a request on. */
  interface Action {
    void apply(HttpExchange exchange, Forwarding forwarding) throws IOException;
  }

  CacheFault(String text, int times, Action action) {
    this(text, new AtomicInteger(times), action);
  }

  boolean takes(String line) {
    return line.contains(text) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  static Action throttled(Duration retryAfter) {
    return (exchange, forwarding) -> {
      if (!retryAfter.isNegative()) {
        exchange.getResponseHeaders().set("Retry-After", Long.toString(retryAfter.toSeconds()));
      }
      refuse(exchange, 429, "resource_exhausted", "ServerBusy");
    };
  }

  /** GitHub's own words, in the second version beside {@code ok:false}. */
  static Action writeDenied(int status) {
    String json =
        "{\"ok\":false,\"signed_upload_url\":\"\","
            + "\"message\":\"cache write denied: token has no writable scopes\"}";
    return (exchange, forwarding) -> {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, json.length());
      exchange.getResponseBody().write(json.getBytes(StandardCharsets.UTF_8));
    };
  }

  static Action status(int status) {
    return (exchange, forwarding) ->
        refuse(exchange, status, status >= 500 ? "internal" : "unknown", "InternalError");
  }

  static Action expired() {
    return (exchange, forwarding) ->
        refuse(exchange, 403, "permission_denied", "AuthenticationFailed");
  }

  static Action cutAnswer(long bytes) {
    return (exchange, forwarding) -> forwarding.passCut(exchange, bytes);
  }

  static Action cutRequest(int bytes) {
    return (exchange, forwarding) -> forwarding.passTruncated(exchange, bytes);
  }

  static Action lostAnswer() {
    return (exchange, forwarding) -> forwarding.passUnanswered(exchange);
  }

  static Action withoutRange() {
    return (exchange, forwarding) -> forwarding.passWhole(exchange);
  }

  private static void refuse(HttpExchange exchange, int status, String twirp, String azure)
      throws IOException {
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    exchange.getResponseHeaders().set("x-ms-request-id", "fault");
    String body;
    if (exchange.getRequestURI().getPath().contains("/twirp/")) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      body = "{\"code\":\"" + twirp + "\",\"msg\":\"a fault on purpose\"}";
    } else {
      exchange.getResponseHeaders().set("Content-Type", "application/xml");
      exchange.getResponseHeaders().set("x-ms-error-code", azure);
      body = "<Error><Code>" + azure + "</Code><Message>a fault on purpose</Message></Error>";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
