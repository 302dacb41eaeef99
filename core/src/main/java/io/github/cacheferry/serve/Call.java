package io.github.cacheferry.serve;

import com.sun.net.httpserver.HttpExchange;
import io.github.cacheferry.serve.Refusal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A request and the way to answer it. Its streams give up when the client rests too long. */
final class Call {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_\\[\\]-]{1,255}");
  private static final int NO_BODY = -1;
  private static final long MOST_UNREAD = 8 << 20;

  private final HttpExchange exchange;
  private final Patience patience;
  private final Query query;

  Call(HttpExchange exchange, Patience patience) throws Refusal {
    this.exchange = exchange;
    this.patience = patience;
    // Without it BuildKit's client of block blobs fails with a nil dereference.
    header("x-ms-request-id", UUID.randomUUID().toString());
    this.query = Query.parse(exchange.getRequestURI().getRawQuery());
  }

  String method() {
    return exchange.getRequestMethod();
  }

  /** The path, with no escapes taken out: the server's own paths have none. */
  String path() {
    return String.valueOf(exchange.getRequestURI().getRawPath());
  }

  Query query() {
    return query;
  }

  /** A header of the request; empty if it is not there. */
  String sent(String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  /** The {@code Host} by which the client reached the server. */
  String host() throws Refusal {
    String host = sent("Host");
    if (host.isEmpty()) {
      return exchange.getLocalAddress().getAddress().getHostAddress()
          + ":"
          + exchange.getLocalAddress().getPort();
    }
    if (!HOST.matcher(host).matches()) {
      throw new Refusal(Reason.MALFORMED, "the header Host makes no sense");
    }
    return host;
  }

  InputStream body() {
    return patience.watch(exchange.getRequestBody());
  }

  /** The whole body, which must not be longer than this. */
  byte[] body(int limit) throws IOException {
    byte[] bytes = body().readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw new Refusal(Reason.TOO_LARGE, "the body is longer than " + limit + " bytes");
    }
    return bytes;
  }

  /** The length that the client announced; empty if it did not. */
  Optional<Long> announcedLength() {
    String length = sent("Content-Length");
    try {
      return length.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(length));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Sets a header of the answer. */
  void header(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
  }

  /**
   * Reads what a refused request still sends, so that the client comes to read the answer. Of an
   * upload that is too long for this the connection is closed.
   */
  private void readRest() throws IOException {
    byte[] buffer = new byte[8 << 10];
    InputStream rest = body();
    for (long left = MOST_UNREAD; left > 0; ) {
      int n = rest.read(buffer);
      if (n < 0) {
        return;
      }
      left -= n;
    }
    header("Connection", "close");
  }

  /** Answers without a body. */
  void answer(int status) throws IOException {
    readRest();
    exchange.sendResponseHeaders(status, NO_BODY);
  }

  void answerJson(int status, byte[] json) throws IOException {
    answer(status, "application/json", json);
  }

  void answer(int status, String type, byte[] bytes) throws IOException {
    header("Content-Type", type);
    try (OutputStream body = open(status, bytes.length)) {
      body.write(bytes);
    }
  }

  /** Answers with a body of this length, at least one byte, which the caller writes and closes. */
  OutputStream open(int status, long length) throws IOException {
    readRest();
    exchange.sendResponseHeaders(status, length);
    return patience.watch(exchange.getResponseBody());
  }
}
