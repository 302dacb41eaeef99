package io.github.cacheferry.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/** Passes requests on to another server, and its answers back, as they are or maimed. */
final class Forwarding implements AutoCloseable {
  private static final Set<String> OWN =
      Set.of("host", "connection", "content-length", "transfer-encoding", "date");
  private static final int BUFFER = 16 << 10;

  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .retryOnConnectionFailure(false)
          .followRedirects(false)
          .readTimeout(Duration.ofMinutes(1))
          .build();
  private final URI target;

  Forwarding(URI target) {
    this.target = target;
  }

  void pass(HttpExchange exchange) throws IOException {
    passCut(exchange, Long.MAX_VALUE);
  }

  /** The answer's body ends after so many bytes, and the connection with it. */
  void passCut(HttpExchange exchange, long bytes) throws IOException {
    try (Response response = call(exchange, true).execute()) {
      long length = length(response);
      answer(exchange, response, length == 0 ? -1 : length < 0 ? 0 : length, bytes);
    }
  }

  /** The request's body ends after so many bytes, and both connections with it. */
  void passTruncated(HttpExchange exchange, long bytes) throws IOException {
    try (Response response = call(exchange, true, bytes).execute()) {
      answer(exchange, response, Math.max(0, length(response)), Long.MAX_VALUE);
    }
  }

  /** A connection was broken off, as it was told to be. */
  static final class Cut extends IOException {
    private static final long serialVersionUID = 1L;

    Cut() {
      super("cut on purpose");
    }
  }

  /** The request is passed on; its answer is not. */
  void passUnanswered(HttpExchange exchange) throws IOException {
    call(exchange, true).execute().close();
  }

  /** The request is passed on without its range, and answered without a length. */
  void passWhole(HttpExchange exchange) throws IOException {
    try (Response response = call(exchange, false).execute()) {
      answer(exchange, response, 0, Long.MAX_VALUE);
    }
  }

  private static long length(Response response) {
    return response.request().method().equals("HEAD") || response.code() == 204
        ? 0
        : response.body().contentLength();
  }

  private Call call(HttpExchange exchange, boolean ranges) {
    return call(exchange, ranges, Long.MAX_VALUE);
  }

  private Call call(HttpExchange exchange, boolean ranges, long most) {
    Request.Builder request =
        new Request.Builder()
            .url(target.resolve(exchange.getRequestURI().toString()).toString())
            .header("Accept-Encoding", "identity");
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!OWN.contains(lower) && (ranges || !lower.endsWith("range"))) {
                values.forEach(value -> request.addHeader(name, value));
              }
            });
    String method = exchange.getRequestMethod();
    boolean bodiless = method.equals("GET") || method.equals("HEAD");
    return client.newCall(request.method(method, bodiless ? null : body(exchange, most)).build());
  }

  private static RequestBody body(HttpExchange exchange, long most) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    return new RequestBody() {
      @Override
      public okhttp3.MediaType contentType() {
        return null;
      }

      @Override
      public long contentLength() {
        return length == null ? -1 : Long.parseLong(length);
      }

      @Override
      public boolean isOneShot() {
        return true;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] buffer = new byte[BUFFER];
        long left = most;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          sink.write(buffer, 0, (int) Math.min(n, left));
          if (n > left) {
            sink.flush();
            throw new Cut();
          }
          left -= n;
        }
      }
    };
  }

  /**
   * @param length as the JDK's server wants it: -1 for none, 0 for unknown
   */
  private static void answer(HttpExchange exchange, Response response, long length, long most)
      throws IOException {
    response
        .headers()
        .forEach(
            header -> {
              if (!OWN.contains(header.getFirst().toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().add(header.getFirst(), header.getSecond());
              }
            });
    if (response.request().method().equals("HEAD")) {
      exchange
          .getResponseHeaders()
          .set("Content-Length", Objects.toString(response.header("Content-Length"), "0"));
    }
    exchange.sendResponseHeaders(response.code(), length);
    if (length >= 0) {
      copy(response.body().byteStream(), exchange, most);
    }
  }

  private static void copy(InputStream in, HttpExchange exchange, long most) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = most;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      exchange.getResponseBody().write(buffer, 0, (int) Math.min(n, left));
      if (n > left) {
        exchange.getResponseBody().flush();
        throw new Cut();
      }
      left -= n;
    }
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
