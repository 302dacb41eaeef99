package io.github.cacheferry.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON as Go's {@code encoding/json} writes it (compact; {@code <}, {@code >}, {@code &} and the
 * two line separators escaped), and a parser that takes no document apart beyond sane limits.
 */
public final class GoJson {
  private static final int DEEPEST = 64;
  private static final int LONGEST_STRING = 1 << 20;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_STRING)
                  .build())
          .build();

  private GoJson() {}

  /** A parser over these bytes, standing before the first token. */
  public static JsonParser parser(byte[] json) throws IOException {
    return FACTORY.createParser(json);
  }

  /** Why bytes could not be read as JSON, in a line, without the parser's own settings. */
  public static String reason(Exception failure) {
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    String line = text.lines().findFirst().orElse("");
    int settings = line.indexOf(", from `");
    return settings < 0 ? line : line.substring(0, settings) + ")";
  }

  /** Reads the start of an object, or fails. */
  static void startObject(JsonParser json) throws IOException {
    expect(json, JsonToken.START_OBJECT, "an object");
  }

  /** Fails unless the current token is this one. */
  static void expect(JsonParser json, JsonToken token, String what) throws IOException {
    if (json.currentToken() != token) {
      throw new MalformedJson("expected " + what + " at " + place(json));
    }
  }

  /** The current token's text, {@code ""} for null as Go has it; fails for anything but these. */
  static String text(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return "";
    }
    expect(json, JsonToken.VALUE_STRING, "a string");
    return json.getText();
  }

  /** The current token as an index. */
  static int index(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_NUMBER_INT, "a whole number");
    return json.getIntValue();
  }

  /** The current token as a size. */
  static long size(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_NUMBER_INT, "a whole number");
    return json.getLongValue();
  }

  private static String place(JsonParser json) {
    return "byte " + json.currentTokenLocation().getByteOffset();
  }

  /** Writes the text as a JSON string. */
  public static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** Writes {@code "name":} with a comma before it, unless it is the object's first field. */
  public static StringBuilder field(StringBuilder out, String name) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    return out.append('"').append(name).append("\":");
  }

  /** Writes an object of strings in the map's order. */
  static void strings(StringBuilder out, Map<String, String> map) {
    out.append('{');
    map.forEach(
        (key, value) -> {
          if (out.charAt(out.length() - 1) != '{') {
            out.append(',');
          }
          string(out, key);
          out.append(':');
          string(out, value);
        });
    out.append('}');
  }

  /** Reads the object of strings that the parser stands at; null is an empty one. */
  static Map<String, String> strings(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return Map.of();
    }
    startObject(json);
    var map = new TreeMap<String, String>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      map.put(name, text(json));
    }
    return map;
  }

  static byte[] bytes(StringBuilder out) {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The JSON is not of the form that it must have. */
  static final class MalformedJson extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedJson(String message) {
      super(message);
    }
  }
}
