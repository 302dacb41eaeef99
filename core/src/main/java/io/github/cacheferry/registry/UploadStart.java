package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Begins an upload, unless the registry can take the blob from a repository that has it. With the
 * same repository as source this asks in one request whether the blob is there and begins the
 * upload if it is not.
 *
 * <p>Distribution 2.8 answers a POST that carries the blob itself with 202 and stores nothing: the
 * body is always empty.
 *
 * @param reference the repository to write to
 * @param mount what to take and from where
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#mounting-a-blob-from-another-repository">OCI
 *     distribution spec, mounting a blob</a>
 */
record UploadStart(RegistryReference reference, Optional<Mount> mount)
    implements Step<Optional<UploadSession>> {
  @Override
  public String action() {
    return mount
        .map(wanted -> "mount blob " + wanted.blob() + " from " + wanted.from())
        .orElse("begin an upload");
  }

  @Override
  public Request.Builder request(HttpUrl base) {
    HttpUrl.Builder url = Paths.uploads(base, reference.repository());
    mount.ifPresent(
        wanted ->
            url.addQueryParameter("mount", wanted.blob().toString())
                .addQueryParameter("from", wanted.from()));
    return new Request.Builder().url(url.build()).post(RequestBody.EMPTY);
  }

  /** The session; empty if the blob was mounted. */
  @Override
  public Optional<UploadSession> handle(Response response) throws IOException {
    if (response.code() == 202) {
      return Optional.of(UploadSession.of(response));
    }
    if (response.code() != 201 || mount.isEmpty()) {
      throw UnexpectedStatus.of(response);
    }
    Digest wanted = mount.get().blob();
    Optional<Digest> mounted = Headers.contentDigest(response);
    if (mounted.filter(digest -> !digest.equals(wanted)).isPresent()) {
      throw new CacheException.Corrupt(
          Problem.of(action(), "registry " + reference, "the registry took " + mounted.get()));
    }
    return Optional.empty();
  }

  /**
   * A blob that is to be taken from a repository.
   *
   * @param blob the blob
   * @param from the repository, on the same registry
   */
  record Mount(Digest blob, String from) {}
}
