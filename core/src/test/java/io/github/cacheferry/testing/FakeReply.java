package io.github.cacheferry.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of a fake server.
 *
 * @param status the status
 * @param headers its headers
 * @param body its body; a HEAD gets only the length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FakeReply(int status, Map<String, String> headers, byte[] body) {
  static FakeReply of(int status) {
    return new FakeReply(status, Map.of(), new byte[0]);
  }

  static FakeReply of(Fault.Status fault) {
    return new FakeReply(
        fault.code(), fault.headers(), fault.body().getBytes(StandardCharsets.UTF_8));
  }

  /** An error in the registry's form. */
  static FakeReply error(int status, String code) {
    String json = "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"no\"}]}";
    return new FakeReply(
        status, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
  }

  FakeReply with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new FakeReply(status, more, body);
  }

  private FakeReply withBody(byte[] other) {
    return new FakeReply(status, headers, other);
  }

  void send(HttpExchange exchange, Fault fault) throws IOException {
    if (fault instanceof Fault.Silence) {
      exchange.close();
    } else if (fault instanceof Fault.Header header) {
      with(header.name(), header.value()).write(exchange, body.length);
    } else if (fault instanceof Fault.Flip) {
      byte[] flipped = body.clone();
      flipped[0] ^= 1;
      withBody(flipped).write(exchange, body.length);
    } else if (fault instanceof Fault.Short cut) {
      withBody(Arrays.copyOf(body, cut.length())).write(exchange, cut.length());
    } else if (fault instanceof Fault.ShortChunked cut) {
      withBody(Arrays.copyOf(body, cut.length())).write(exchange, 0);
    } else if (fault instanceof Fault.CutResponse cut) {
      int sent = Math.min(cut.after(), body.length);
      withBody(Arrays.copyOf(body, sent)).write(exchange, body.length);
    } else {
      write(exchange, body.length);
    }
  }

  /** Announces a length (0: chunked) and writes the body; too short a one cuts the connection. */
  private void write(HttpExchange exchange, long announced) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(announced));
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return;
    }
    boolean empty = announced == 0 && body.length == 0;
    exchange.sendResponseHeaders(status, empty ? -1 : announced);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().flush();
    exchange.close();
  }
}
