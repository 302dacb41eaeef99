package io.github.cacheferry.registry;

import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Sends what is left of a blob whose upload broke.
 *
 * @param session the upload
 * @param blob the whole blob
 * @param offset how many of its bytes the registry has
 * @param body the others
 */
record UploadPatch(UploadSession session, Descriptor blob, long offset, RequestBody body)
    implements Step<UploadSession> {
  @Override
  public String action() {
    return "push the rest of blob " + blob.digest();
  }

  @Override
  public Request.Builder request(HttpUrl base) {
    return HttpTransport.patient(
        new Request.Builder()
            .url(session.location())
            .header("Content-Range", offset + "-" + (blob.size() - 1))
            .patch(body),
        UploadPut.PATIENCE);
  }

  @Override
  public UploadSession handle(Response response) throws IOException {
    if (response.code() == 202 || response.code() == 204) {
      return UploadSession.of(response);
    }
    throw UnexpectedStatus.of(response);
  }
}
