package io.github.cacheferry.cli.wrapper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A compose file with nothing but caches: {@code cache_from} and {@code cache_to} of each service's
 * build section. It is JSON, which is YAML too.
 */
final class ComposeOverride {
  private static final JsonFactory JSON = new JsonFactory();

  private ComposeOverride() {}

  /** The file's text. */
  static String of(Map<String, CacheFlags> flags) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("services");
      for (Map.Entry<String, CacheFlags> service : new TreeMap<>(flags).entrySet()) {
        json.writeObjectFieldStart(service.getKey());
        json.writeObjectFieldStart("build");
        write(json, "cache_from", service.getValue().from());
        write(json, "cache_to", service.getValue().to());
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does not fail
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, String name, List<String> specs)
      throws IOException {
    if (specs.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (String spec : specs) {
      json.writeString(spec.replace("$", "$$")); // compose takes a single one for a variable
    }
    json.writeEndArray();
  }
}
