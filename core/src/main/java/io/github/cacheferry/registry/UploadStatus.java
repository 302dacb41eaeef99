package io.github.cacheferry.registry;

import io.github.cacheferry.http.UnexpectedStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks how much of an upload has arrived.
 *
 * <p>Distribution 2.8 has the offset in its signed {@code _state}: after a broken connection it
 * keeps the bytes, finds that state and file disagree, and refuses the session, so that the blob
 * has to be sent anew. Others go on.
 *
 * @param session the upload
 */
record UploadStatus(UploadSession session) implements Step<Optional<UploadStatus.Arrived>> {
  private static final Set<Integer> GONE = Set.of(400, 404, 405, 410, 416);
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

  @Override
  public String action() {
    return "ask for the state of an upload";
  }

  @Override
  public Request.Builder request(HttpUrl base) {
    return new Request.Builder().url(session.location());
  }

  /** What has arrived; empty if the registry knows nothing of the upload any more. */
  @Override
  public Optional<Arrived> handle(Response response) throws IOException {
    if (GONE.contains(response.code())) {
      return Optional.empty();
    }
    if (!response.isSuccessful()) {
      throw UnexpectedStatus.of(response);
    }
    Matcher range = RANGE.matcher(Optional.ofNullable(response.header("Range")).orElse("").strip());
    // Distribution says 0-0 for no byte and for one.
    long last = range.matches() ? Long.parseLong(range.group(1)) : 0;
    UploadSession next = response.header("Location") == null ? session : UploadSession.of(response);
    return Optional.of(new Arrived(next, last == 0 ? 0 : last + 1));
  }

  /**
   * The state of an upload.
   *
   * @param session where it goes on
   * @param bytes how many have arrived
   */
  record Arrived(UploadSession session, long bytes) {}
}
