package io.github.cacheferry.registry;

import io.github.cacheferry.http.UnexpectedStatus;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Gives up an upload, so that the registry need not keep it until it expires.
 *
 * @param session the upload
 */
record UploadCancel(UploadSession session) implements Step<Boolean> {
  @Override
  public String action() {
    return "cancel an upload";
  }

  @Override
  public Request.Builder request(HttpUrl base) {
    return new Request.Builder().url(session.location()).delete();
  }

  /** Whether there was something to cancel. */
  @Override
  public Boolean handle(Response response) throws IOException {
    if (response.isSuccessful()) {
      return true;
    }
    if (response.code() == 404) {
      return false;
    }
    throw UnexpectedStatus.of(response);
  }
}
