package io.github.cacheferry.cli.salvage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What BuildKit's {@code --progress=rawjson} says at one moment of a part of a solve (client {@code
 * SolveStatus}).
 *
 * @param digest names the part
 * @param name what it is, for people
 * @param inputs what it needs
 * @param started whether it is worked on, or was
 * @param completed whether that has ended
 * @param cached whether its result was there already
 * @param failed whether it has failed or was stopped
 */
record Vertex(
    String digest,
    String name,
    List<String> inputs,
    boolean started,
    boolean completed,
    boolean cached,
    boolean failed) {
  Vertex {
    inputs = List.copyOf(inputs);
  }

  /**
   * Reads to the end.
   *
   * @param json at the beginning
   */
  static void readAll(JsonParser json, Consumer<Vertex> vertices) throws IOException {
    for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
      if (token != JsonToken.START_OBJECT) {
        throw new IOException("there is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals("vertexes");
        if (json.nextToken() == JsonToken.START_ARRAY && wanted) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            vertices.accept(read(json));
          }
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private static Vertex read(JsonParser json) throws IOException {
    String digest = "";
    String name = "";
    var inputs = new ArrayList<String>();
    boolean started = false;
    boolean completed = false;
    boolean cached = false;
    boolean failed = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      boolean there = token != JsonToken.VALUE_NULL;
      switch (field) {
        case "digest" -> digest = json.getValueAsString("");
        case "name" -> name = json.getValueAsString("");
        case "started" -> started = there;
        case "completed" -> completed = there;
        case "cached" -> cached = token == JsonToken.VALUE_TRUE;
        case "error" -> failed = !json.getValueAsString("").isEmpty();
        case "inputs" -> readInputs(json, inputs);
        default -> json.skipChildren();
      }
    }
    return new Vertex(digest, name, inputs, started, completed, cached, failed);
  }

  private static void readInputs(JsonParser json, List<String> inputs) throws IOException {
    if (!json.isExpectedStartArrayToken()) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      inputs.add(json.getText());
    }
  }
}
