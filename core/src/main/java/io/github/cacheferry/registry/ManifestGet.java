package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.http.Bodies;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.MediaTypes;
import java.io.IOException;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Reads a manifest by tag or digest. Its bytes must have the digest that was asked for, and the one
 * that the registry says they have.
 *
 * @param reference the repository, and the tag or digest
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests">OCI
 *     distribution spec, pulling manifests</a>
 */
record ManifestGet(RegistryReference reference) implements Step<Optional<RawDocument>> {
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaTypes.OCI_MANIFEST,
          MediaTypes.OCI_INDEX,
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_LIST);

  @Override
  public String action() {
    return "read the manifest " + reference.qualifier();
  }

  @Override
  public Request.Builder request(HttpUrl base) {
    return new Request.Builder()
        .url(Paths.manifest(base, reference.repository(), reference.qualifier()))
        .header("Accept", ACCEPT);
  }

  @Override
  public Optional<RawDocument> handle(Response response) throws IOException {
    if (response.code() == 404) {
      return Optional.empty();
    }
    if (response.code() != 200) {
      throw UnexpectedStatus.of(response);
    }
    byte[] bytes = read(response);
    Digest actual = Digest.of(bytes);
    if (reference.digest().filter(asked -> !asked.equals(actual)).isPresent()) {
      throw corrupt("its bytes have the digest " + actual);
    }
    Optional<Digest> said = Headers.contentDigest(response);
    if (said.filter(digest -> !digest.equals(actual)).isPresent()) {
      throw corrupt("the registry says " + said.get() + ", but its bytes have " + actual);
    }
    return Optional.of(RawDocument.of(Headers.mediaType(response), bytes));
  }

  private byte[] read(Response response) throws IOException {
    try {
      return Bodies.read(response, CacheDocuments.MANIFEST_LIMIT);
    } catch (Bodies.TooLarge e) {
      throw corrupt(e.getMessage() + ", and no manifest is that large");
    }
  }

  private CacheException.Corrupt corrupt(String reason) {
    return new CacheException.Corrupt(Problem.of(action(), "registry " + reference, reason));
  }
}
