package io.github.cacheferry.actions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.json.GoJson;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The plain fields of a small JSON object, as text; objects and arrays in it are passed over. */
final class JsonFields {
  /** No fields. */
  static final JsonFields NONE = new JsonFields(Map.of());

  private final Map<String, String> fields;

  private JsonFields(Map<String, String> fields) {
    this.fields = fields;
  }

  /** Reads the object; a byte order mark before it is no fault, since old servers send one. */
  static JsonFields read(byte[] body) throws IOException {
    boolean marked = body.length > 3 && body[0] == (byte) 0xef && body[1] == (byte) 0xbb;
    byte[] bytes = marked ? Arrays.copyOfRange(body, 3, body.length) : body;
    var fields = new HashMap<String, String>();
    try (JsonParser json = GoJson.parser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the answer is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          fields.put(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
    }
    return new JsonFields(fields);
  }

  /** The field's text, or nothing. */
  String text(String name) {
    return fields.getOrDefault(name, "");
  }

  boolean isTrue(String name) {
    return text(name).equals("true");
  }
}
