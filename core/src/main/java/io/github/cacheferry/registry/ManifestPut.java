package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.MediaTypes;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Writes a manifest, and with it the tag. Every blob that it names must be there.
 *
 * @param reference the repository and the tag
 * @param manifest the bytes
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests">OCI
 *     distribution spec, pushing manifests</a>
 */
record ManifestPut(RegistryReference reference, RawDocument manifest) implements Step<Digest> {
  private static final Set<String> INDEXES = Set.of(MediaTypes.OCI_INDEX, MediaTypes.DOCKER_LIST);

  /** What registries say that look for manifests behind an index's layers: ECR, Harbor, Quay… */
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 405, 415, 422);

  private static final Set<String> BLOB_GONE = Set.of("MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN");

  @Override
  public String action() {
    return "push the manifest " + reference.qualifier();
  }

  @Override
  public Request.Builder request(HttpUrl base) {
    return new Request.Builder()
        .url(Paths.manifest(base, reference.repository(), reference.qualifier()))
        .put(
            RequestBody.create(manifest.bytes(), MediaType.get(manifest.descriptor().mediaType())));
  }

  @Override
  public Digest handle(Response response) throws IOException {
    if (response.isSuccessful()) {
      return check(response);
    }
    UnexpectedStatus failure = UnexpectedStatus.of(response);
    ErrorReply reply = ErrorReply.parse(failure.body());
    boolean index = INDEXES.contains(manifest.descriptor().mediaType());
    if (index && REFUSALS.contains(failure.code())) {
      throw new CacheException.Unsupported(
          problem(
              "the registry refuses a cache in the shape of an index",
              failure.code(),
              reply,
              "Add image-manifest=true."));
    }
    if (reply.codes().stream().anyMatch(BLOB_GONE::contains)) {
      throw new CacheException.NotFound(
          problem(
              "the registry has lost blobs that the tag's last manifest named",
              failure.code(),
              reply,
              "Write to another tag, or delete this one first."));
    }
    throw failure;
  }

  private Problem problem(String reason, int code, ErrorReply reply, String advice) {
    String said = reason + " (status " + code + reply.suffix() + ")";
    return new Problem(action(), "registry " + reference, said, advice);
  }

  private Digest check(Response response) throws CacheException.Corrupt {
    Digest ours = manifest.descriptor().digest();
    Optional<Digest> said = Headers.contentDigest(response);
    if (said.filter(digest -> !digest.equals(ours)).isPresent()) {
      throw new CacheException.Corrupt(
          Problem.of(
              action(),
              "registry " + reference,
              "the registry stored it as " + said.get() + " and not as " + ours));
    }
    return ours;
  }
}
