package io.github.cacheferry.testing;

import java.util.Map;

/** What a fake server does wrong. */
public sealed interface Fault {
  /** Nothing. */
  record None() implements Fault {}

  /** It answers with this, whatever was asked. */
  record Status(int code, Map<String, String> headers, String body) implements Fault {
    /** A status with a body that says nothing. */
    public static Status of(int code) {
      return new Status(code, Map.of(), "");
    }
  }

  /** It closes the connection after so many bytes of the request's body, which it keeps. */
  record CutRequest(int after) implements Fault {}

  /** It does what was asked and closes the connection after so many bytes of the answer's body. */
  record CutResponse(int after) implements Fault {}

  /** It does what was asked and closes the connection without an answer. */
  record Silence() implements Fault {}

  /** Its answer has this header. */
  record Header(String name, String value) implements Fault {}

  /** The first byte of its answer's body is another. */
  record Flip() implements Fault {}

  /** It sends only so many bytes of the body, as if that were all. */
  record Short(int length) implements Fault {}

  /** It sends only so many bytes of the body, without saying how many. */
  record ShortChunked(int length) implements Fault {}
}
