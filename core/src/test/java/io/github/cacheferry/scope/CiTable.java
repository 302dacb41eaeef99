package io.github.cacheferry.scope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The table of CI environments, {@code ci-environments.json}: what a system sets in a situation,
 * and what follows from it. The end-to-end scenarios hold the same table against npm's env-ci.
 */
final class CiTable {
  private static final JsonFactory FACTORY = new JsonFactory();

  private CiTable() {}

  static List<Case> read() throws IOException {
    try (InputStream in =
            Objects.requireNonNull(CiTable.class.getResourceAsStream("/ci-environments.json"));
        JsonParser json = FACTORY.createParser(in)) {
      json.nextToken();
      var cases = new ArrayList<Case>();
      for (Object item : (List<?>) value(json)) {
        Map<?, ?> fields = (Map<?, ?>) item;
        cases.add(
            new Case(
                String.valueOf(fields.get("name")),
                strings(fields.get("env")),
                Optional.ofNullable(fields.get("event")),
                (Map<?, ?>) Objects.requireNonNull(fields.get("expect"))));
      }
      return cases;
    }
  }

  private static Map<String, String> strings(Object object) {
    var strings = new LinkedHashMap<String, String>();
    ((Map<?, ?>) object)
        .forEach((name, value) -> strings.put(String.valueOf(name), String.valueOf(value)));
    return strings;
  }

  private static Object value(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_ARRAY) {
      var items = new ArrayList<Object>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(json));
      }
      return items;
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return json.getText();
    }
    var fields = new LinkedHashMap<String, Object>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      fields.put(name, value(json));
    }
    return fields;
  }

  /**
   * A situation.
   *
   * @param name the system and the event
   * @param environment the variables
   * @param event the content of the event file, if there is one
   * @param expected what follows
   */
  record Case(
      String name, Map<String, String> environment, Optional<Object> event, Map<?, ?> expected) {
    /** The variables, once the event file is written into this directory. */
    Map<String, String> environmentIn(Path directory) throws IOException {
      var complete = new LinkedHashMap<String, String>(environment);
      if (event.isPresent()) {
        Path file = directory.resolve("event.json");
        try (JsonGenerator json = FACTORY.createGenerator(Files.newBufferedWriter(file))) {
          write(json, event.get());
        }
        complete.put("GITHUB_EVENT_PATH", file.toString());
      }
      return complete;
    }

    Optional<String> expected(String name) {
      return Optional.ofNullable(expected.get(name)).map(String::valueOf);
    }

    List<String> reads() {
      return ((List<?>) Objects.requireNonNull(expected.get("reads")))
          .stream().map(String::valueOf).toList();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
      if (value instanceof Map<?, ?> fields) {
        json.writeStartObject();
        for (var field : fields.entrySet()) {
          json.writeFieldName(String.valueOf(field.getKey()));
          write(json, Objects.requireNonNull(field.getValue()));
        }
        json.writeEndObject();
      } else if (value.equals("null")) {
        json.writeNull();
      } else {
        json.writeString(value.toString());
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
