package io.github.cacheferry.serve;

import java.io.IOException;

/**
 * A request that is not fulfilled, and why. Each service says it in the words of its own dialect.
 */
final class Refusal extends IOException {
  private static final long serialVersionUID = 1L;

  /** The kinds of reasons, with their Twirp code and HTTP status. */
  enum Reason {
    MALFORMED("malformed", 400),
    INVALID("invalid_argument", 400),
    UNAUTHENTICATED("unauthenticated", 401),
    DENIED("permission_denied", 403),
    NOT_FOUND("not_found", 404),
    BAD_ROUTE("bad_route", 404),
    MISMATCH("not_found", 404),
    TAKEN("already_exists", 409),
    TOO_LARGE("invalid_argument", 413),
    FAILED("internal", 500);

    private final String code;
    private final int status;

    Reason(String code, int status) {
      this.code = code;
      this.status = status;
    }

    String code() {
      return code;
    }

    int status() {
      return status;
    }
  }

  private final Reason reason;

  Refusal(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Refusal(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
