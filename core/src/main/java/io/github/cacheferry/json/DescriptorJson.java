package io.github.cacheferry.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.TreeMap;

/** The JSON of a descriptor. */
public final class DescriptorJson {
  private DescriptorJson() {}

  /**
   * Reads the descriptor that the parser stands at; other fields than the four that BuildKit uses
   * are passed over.
   *
   * @throws IOException if it is not of the form
   * @throws IllegalArgumentException if its digest or size makes no sense
   */
  public static Descriptor read(JsonParser json) throws IOException {
    String mediaType = "";
    String digest = "";
    long size = 0;
    var annotations = new TreeMap<String, String>();
    GoJson.startObject(json);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "mediaType" -> mediaType = GoJson.text(json);
        case "digest" -> digest = GoJson.text(json);
        case "size" -> size = GoJson.size(json);
        case "annotations" -> annotations.putAll(GoJson.strings(json));
        default -> json.skipChildren();
      }
    }
    return new Descriptor(mediaType, Digest.parse(digest), size, annotations);
  }

  /** Writes the descriptor with Go's field order. */
  public static void write(StringBuilder out, Descriptor descriptor) {
    out.append("{\"mediaType\":");
    GoJson.string(out, descriptor.mediaType());
    out.append(",\"digest\":\"").append(descriptor.digest()).append('"');
    out.append(",\"size\":").append(descriptor.size());
    if (!descriptor.annotations().isEmpty()) {
      out.append(",\"annotations\":");
      GoJson.strings(out, descriptor.annotations());
    }
    out.append('}');
  }
}
