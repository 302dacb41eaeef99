package io.github.cacheferry.serve;

import io.github.cacheferry.serve.Refusal.Reason;
import java.io.IOException;

/** Errors in the form that version 1 of the service gives them. */
final class RestErrors {
  private static final int EVENT = 3000;
  private static final int BAD_REQUEST = 400;

  private RestErrors() {}

  /** A name that is reserved or finalised. */
  static Refusal taken(EntryName name, Refusal cause) {
    return new Refusal(
        Reason.TAKEN,
        "Cache already exists. Scope: "
            + name.scope()
            + ", Key: "
            + name.key()
            + ", Version: "
            + name.version(),
        cause);
  }

  static void answer(Call call, Refusal refusal) throws IOException {
    String type = type(refusal.reason());
    byte[] error =
        JsonText.object(
            json -> {
              json.writeStringField("$id", "1");
              json.writeNullField("innerException");
              json.writeStringField("message", refusal.text());
              json.writeStringField("typeName", "GitHub.Services." + type);
              json.writeStringField("typeKey", type);
              json.writeNumberField("errorCode", 0);
              json.writeNumberField("eventId", EVENT);
            });
    // A size that is not the uploaded one is "not found" in version 2 only.
    boolean mismatch = refusal.reason() == Reason.MISMATCH;
    call.answerJson(mismatch ? BAD_REQUEST : refusal.reason().status(), error);
  }

  private static String type(Reason reason) {
    return switch (reason) {
      case TAKEN -> "ArtifactCacheItemAlreadyExistsException";
      case NOT_FOUND -> "ArtifactCacheItemNotFoundException";
      case DENIED, UNAUTHENTICATED -> "AccessDeniedException";
      case FAILED -> "ArtifactCacheStorageException";
      default -> "InvalidArtifactCacheRequestException";
    };
  }
}
