package io.github.cacheferry.registry;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The uploads to one repository. Safe for use by many threads. */
final class Uploads {
  private final Exchange exchange;
  private final RegistryReference reference;
  private final Scopes scopes;
  private final Map<Digest, UploadSession> kept = new ConcurrentHashMap<>();
  private final Set<Digest> mounted = ConcurrentHashMap.newKeySet();
  private final Set<String> refusedMounts = ConcurrentHashMap.newKeySet();

  Uploads(Exchange exchange, RegistryReference reference) {
    this.exchange = exchange;
    this.reference = reference;
    this.scopes = Scopes.push(reference.repository());
  }

  /** Begins the upload of a blob that will be put later. */
  void prepare(Descriptor blob) throws IOException {
    exchange
        .call("begin an upload", round -> begin(blob.digest(), reference.repository()))
        .ifPresentOrElse(
            session -> kept.put(blob.digest(), session), () -> mounted.add(blob.digest()));
  }

  /** Stores the blob. */
  Put push(BlobSource source, ByteCount progress) throws IOException {
    Digest digest = source.descriptor().digest();
    if (mounted.contains(digest)) {
      return Put.PRESENT;
    }
    var upload = new BlobUpload(this, source, Optional.ofNullable(kept.remove(digest)), progress);
    return exchange.call("push blob " + digest, upload::attempt);
  }

  /** Gives up what was prepared and not used. */
  void cancel() throws IOException {
    for (Digest digest : Set.copyOf(kept.keySet())) {
      UploadSession session = kept.remove(digest);
      if (session != null) {
        exchange.once(new UploadCancel(session), scopes);
      }
    }
  }

  /** Begins an upload, unless the blob can be had from a repository of the registry. */
  Begun begin(BlobSource source) throws IOException {
    Digest digest = source.descriptor().digest();
    Optional<String> elsewhere =
        source
            .registry()
            .filter(location -> location.host().equals(reference.host()))
            .map(BlobSource.RegistryLocation::repository)
            .filter(repository -> !repository.equals(reference.repository()));
    return elsewhere.isPresent()
        ? new Begun(begin(digest, elsewhere.get()), Put.LINKED)
        : new Begun(begin(digest, reference.repository()), Put.PRESENT);
  }

  boolean holds(Descriptor blob) throws IOException {
    return once(new BlobHead(reference.repository(), blob.digest()));
  }

  Optional<UploadStatus.Arrived> state(UploadSession session) throws IOException {
    return once(new UploadStatus(session));
  }

  /** Where the blobs go, for messages. */
  String where() {
    return "registry " + reference;
  }

  <T> T once(Step<T> step) throws IOException {
    return exchange.once(step, scopes);
  }

  private Optional<UploadSession> begin(Digest blob, String from) throws IOException {
    if (!refusedMounts.contains(from)) {
      Scopes both = from.equals(reference.repository()) ? scopes : scopes.plus(Scopes.pull(from));
      try {
        var mount = new UploadStart.Mount(blob, from);
        return exchange.once(new UploadStart(reference, Optional.of(mount)), both);
      } catch (UnexpectedStatus e) {
        boolean mayPass = e.code() == 408 || e.code() == 429 || e.code() >= 500;
        boolean own = from.equals(reference.repository());
        boolean denied = e.code() == 401 || e.code() == 403 || e.code() == 405;
        if (mayPass || (own && denied)) {
          throw e;
        }
        refusedMounts.add(from); // a mount is a favour; without it the bytes are sent
      }
    }
    return exchange.once(new UploadStart(reference, Optional.empty()), scopes);
  }

  /**
   * How an upload began.
   *
   * @param session the upload; empty if there is nothing to send
   * @param how how the blob came there in that case
   */
  record Begun(Optional<UploadSession> session, Put how) {}
}
