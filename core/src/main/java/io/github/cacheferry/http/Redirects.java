package io.github.cacheferry.http;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Follows redirects of reading requests. Credentials go to the server that they were meant for and
 * to no other; from TLS there is no way to plain text.
 */
final class Redirects {
  private static final int MOST = 5;
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<Integer> CODES = Set.of(301, 302, 303, 307, 308);

  private Redirects() {}

  /**
   * Sends a GET or HEAD and follows where it is sent.
   *
   * @return the first response that is no redirect
   * @throws IOException if there is none, or it may not be followed
   */
  static Response follow(HttpTransport transport, Request first) throws IOException {
    if (!READING.contains(first.method())) {
      return transport.execute(first); // what it carries is for this server
    }
    Request request = first;
    for (int hop = 0; hop <= MOST; hop++) {
      Response response = transport.execute(request);
      Optional<String> location = location(response);
      if (location.isEmpty()) {
        return response;
      }
      response.close();
      request = next(request, location.get());
    }
    throw new Refused(first.url().host() + " redirects in circles");
  }

  private static Optional<String> location(Response response) {
    return CODES.contains(response.code())
        ? Optional.ofNullable(response.header("Location"))
        : Optional.empty();
  }

  private static Request next(Request from, String location) throws IOException {
    HttpUrl url =
        Optional.ofNullable(from.url().resolve(location))
            .orElseThrow(() -> new Refused(from.url().host() + " redirects to no URL"));
    if (from.url().isHttps() && !url.isHttps()) {
      throw new Refused(from.url().host() + " redirects from https to plain http at " + url.host());
    }
    Request.Builder next = from.newBuilder().url(url);
    if (!Hosts.sameOrigin(from.url(), url)) {
      next.removeHeader("Authorization").removeHeader("Cookie");
    }
    return next.build();
  }

  /** A redirect that must not be followed. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }
}
