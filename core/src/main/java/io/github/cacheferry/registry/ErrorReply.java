package io.github.cacheferry.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.json.GoJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.StringJoiner;

/**
 * What a registry says of a failure: {@code {"errors":[{"code":…,"message":…}]}}, or any text.
 *
 * @param codes the error codes, such as {@code DIGEST_INVALID}
 * @param text the codes with their messages, or the body if it is something else
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">OCI
 *     distribution spec, error codes</a>
 */
record ErrorReply(Set<String> codes, String text) {
  private static final int MOST = 5;

  ErrorReply {
    codes = Set.copyOf(codes);
  }

  /** Reads a body; never fails. */
  static ErrorReply parse(String body) {
    var codes = new LinkedHashSet<String>();
    var text = new StringJoiner("; ");
    try (JsonParser json = GoJson.parser(body.getBytes(StandardCharsets.UTF_8))) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        readReply(json, codes, text);
      }
    } catch (IOException e) {
      return new ErrorReply(codes, plain(body)); // not JSON: proxies answer with pages of HTML
    }
    return new ErrorReply(codes, text.length() == 0 ? plain(body) : text.toString());
  }

  private static void readReply(JsonParser json, Set<String> codes, StringJoiner text)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean errors = json.currentName().equals("errors");
      if (json.nextToken() != JsonToken.START_ARRAY || !errors) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        readError(json, codes, text);
      }
    }
  }

  private static void readError(JsonParser json, Set<String> codes, StringJoiner text)
      throws IOException {
    String code = "";
    String message = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
      if (isText && name.equals("code")) {
        code = json.getText();
      } else if (isText && name.equals("message")) {
        message = json.getText();
      } else {
        json.skipChildren();
      }
    }
    if (codes.size() < MOST) {
      codes.add(code);
      text.add(message.isEmpty() ? code : code.isEmpty() ? message : code + ": " + message);
    }
  }

  private static String plain(String body) {
    String trimmed = body.strip();
    return trimmed.startsWith("<") ? "" : trimmed;
  }

  /** The text after a colon, or nothing. */
  String suffix() {
    return text.isEmpty() ? "" : ": " + text;
  }
}
