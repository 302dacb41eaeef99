package io.github.cacheferry.serve;

import io.github.cacheferry.serve.Refusal.Reason;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The decoded parameters of a URL; of several with one name the first counts. */
final class Query {
  private final Map<String, String> parameters = new HashMap<>();

  private Query() {}

  static Query parse(@Nullable String raw) throws Refusal {
    var query = new Query();
    if (raw == null) {
      return query;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query.parameters.putIfAbsent(decode(name), decode(value));
    }
    return query;
  }

  private static String decode(String text) throws Refusal {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Reason.MALFORMED, "the query is not percent-encoded", e);
    }
  }

  /** The parameter's value; empty if it is not there. */
  String text(String name) {
    return parameters.getOrDefault(name, "");
  }
}
