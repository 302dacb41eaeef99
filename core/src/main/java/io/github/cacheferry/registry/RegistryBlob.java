package io.github.cacheferry.registry;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A blob of a repository. Where the registry redirects to its storage, the storage's address is
 * remembered for the blob's other ranges, until it is refused there: such addresses expire.
 */
final class RegistryBlob implements BlobSource {
  private final Exchange exchange;
  private final RegistryReference reference;
  private final Descriptor descriptor;
  private final Scopes scopes;
  private volatile @Nullable HttpUrl storage;
  private volatile boolean rangesIgnored;

  RegistryBlob(
      Exchange exchange, RegistryReference reference, Descriptor descriptor, Scopes scopes) {
    this.exchange = exchange;
    this.reference = reference;
    this.descriptor = descriptor;
    this.scopes = scopes;
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public InputStream open(long offset, long length) {
    Objects.checkFromIndexSize(offset, /* size= */ length, /* length= */ descriptor.size());
    return new BlobStream(this, offset, length, exchange.begin(action()));
  }

  @Override
  public boolean parallel() {
    return !rangesIgnored;
  }

  @Override
  public Optional<RegistryLocation> registry() {
    return Optional.of(reference.location());
  }

  /** Opens the range, once. */
  BlobGet.Opened connect(long offset, long end) throws IOException {
    HttpUrl known = storage;
    if (known != null) {
      try {
        return get(offset, end, Optional.of(known));
      } catch (UnexpectedStatus e) {
        if (e.code() == 429 || e.code() == 408 || e.code() >= 500) {
          throw e;
        }
        storage = null; // expired: the registry gives another
      }
    }
    return get(offset, end, Optional.empty());
  }

  private BlobGet.Opened get(long offset, long end, Optional<HttpUrl> direct) throws IOException {
    var step = new BlobGet(reference, descriptor, offset, end, direct);
    BlobGet.Opened opened = exchange.once(step, scopes);
    if (!opened.from().encodedPath().equals(expectedPath(opened.from()))) {
      storage = opened.from();
    }
    rangesIgnored |= opened.rangeIgnored();
    return opened;
  }

  private String expectedPath(HttpUrl at) {
    return Paths.blob(at, reference.repository(), descriptor.digest()).encodedPath();
  }

  CacheException explain(IOException failure) {
    return exchange.explain(action(), failure);
  }

  private String action() {
    return "read blob " + descriptor.digest();
  }

  @Override
  public String toString() {
    return "registry " + reference;
  }
}
