package io.github.cacheferry.registry;

import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Ends an upload with the blob's bytes, or with none if they were sent before. The registry checks
 * the digest and answers when the blob is stored, which may take its time.
 *
 * @param session the upload
 * @param digest what all bytes together must have
 * @param body the bytes, of a known length
 */
record UploadPut(UploadSession session, Digest digest, RequestBody body)
    implements Step<UploadPut.Stored> {
  /** A registry checks gigabytes before it answers. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  @Override
  public String action() {
    return "push blob " + digest;
  }

  @Override
  public Request.Builder request(HttpUrl base) {
    HttpUrl url =
        session
            .location()
            .newBuilder()
            .removeAllQueryParameters("digest")
            .addQueryParameter("digest", digest.toString())
            .build();
    return HttpTransport.patient(new Request.Builder().url(url).put(body), PATIENCE);
  }

  @Override
  public Stored handle(Response response) throws IOException {
    if (response.code() == 200 || response.code() == 201 || response.code() == 204) {
      return Stored.STORED;
    }
    throw UnexpectedStatus.of(response);
  }

  /** The only good end of an upload. */
  enum Stored {
    STORED
  }
}
