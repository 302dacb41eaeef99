package io.github.cacheferry.testing;

import com.sun.net.httpserver.HttpExchange;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request that a fake server got.
 *
 * @param method the method
 * @param path the path
 * @param query the query, {@code ""} for none
 * @param headers the first value of each header, names in lower case
 */
public record LoggedRequest(String method, String path, String query, Map<String, String> headers) {

  static LoggedRequest of(HttpExchange exchange) {
    var headers = new TreeMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    var uri = exchange.getRequestURI();
    return new LoggedRequest(
        exchange.getRequestMethod(),
        uri.getPath(),
        Optional.ofNullable(uri.getQuery()).orElse(""),
        headers);
  }

  /** The method and the path with its query. */
  public String line() {
    return method + " " + path + (query.isEmpty() ? "" : "?" + query);
  }

  /** A header's value. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** A parameter of the query, decoded. */
  Optional<String> parameter(String name) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return Optional.of(pair.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }
}
