package io.github.cacheferry.serve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.json.GoJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The texts, numbers and lists of texts of a JSON object by name; what is deeper is passed over. A
 * number and the text of a number are the same, as they are in the JSON form of protocol buffers.
 */
final class Fields {
  private final Map<String, String> scalars = new HashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();

  private Fields() {}

  /** Takes the object apart, or fails if the bytes are no JSON object. */
  static Fields parse(byte[] bytes) throws IOException {
    try (JsonParser json = GoJson.parser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      Fields fields = read(json);
      if (json.nextToken() != null) {
        throw new IOException("there is more after the JSON object");
      }
      return fields;
    }
  }

  /** Reads the object at whose start the parser stands, up to its end. */
  static Fields read(JsonParser json) throws IOException {
    var fields = new Fields();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      switch (json.nextToken()) {
        case VALUE_STRING, VALUE_NUMBER_INT -> fields.scalars.put(name, json.getText());
        case VALUE_NUMBER_FLOAT ->
            fields.scalars.put(name, Long.toString((long) json.getDoubleValue()));
        case START_ARRAY -> fields.lists.put(name, texts(json));
        default -> json.skipChildren();
      }
    }
    return fields;
  }

  private static List<String> texts(JsonParser json) throws IOException {
    var texts = new ArrayList<String>();
    for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
      if (t == JsonToken.VALUE_STRING) {
        texts.add(json.getText());
      } else {
        json.skipChildren();
      }
    }
    return texts;
  }

  /** The field's text; empty if it is not there. */
  String text(String name) {
    return scalars.getOrDefault(name, "");
  }

  /** The first of these fields that is there, as one field may have two spellings. */
  Optional<String> any(String... names) {
    for (String name : names) {
      String value = scalars.get(name);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** The field as a whole number; empty if it is not there or none. */
  OptionalLong whole(String... names) {
    Optional<String> text = any(names);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The texts of the first of these lists that is there. */
  List<String> list(String... names) {
    for (String name : names) {
      List<String> list = lists.get(name);
      if (list != null) {
        return list;
      }
    }
    return List.of();
  }
}
