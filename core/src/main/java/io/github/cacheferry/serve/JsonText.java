package io.github.cacheferry.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The bytes of small JSON documents. */
final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  /** What fills a document. */
  @FunctionalInterface
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** An object with this content. */
  static byte[] object(Content content) throws IOException {
    return document(
        json -> {
          json.writeStartObject();
          content.write(json);
          json.writeEndObject();
        });
  }

  /** A document of any form. */
  static byte[] document(Content content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      content.write(json);
    }
    return bytes.toByteArray();
  }
}
