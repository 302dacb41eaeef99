package io.github.cacheferry.registry;

import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks whether the repository holds a blob. A registry that redirects to its storage has found the
 * blob there: the redirect is not followed.
 *
 * @param repository the repository
 * @param digest the blob
 */
record BlobHead(String repository, Digest digest) implements Step<Boolean> {
  private static final Set<Integer> PRESENT = Set.of(200, 302, 303, 307);

  @Override
  public String action() {
    return "look for blob " + digest;
  }

  @Override
  public Request.Builder request(HttpUrl base) {
    return new Request.Builder().url(Paths.blob(base, repository, digest)).head();
  }

  @Override
  public Boolean handle(Response response) throws IOException {
    if (PRESENT.contains(response.code())) {
      return true;
    }
    if (response.code() == 404) {
      return false;
    }
    throw UnexpectedStatus.of(response);
  }

  @Override
  public boolean followsRedirects() {
    return false;
  }
}
