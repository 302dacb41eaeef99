package io.github.cacheferry.importers.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.BlobLookup;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A blob that is an entry of its own. It is looked up when it is first read. */
final class GhaBlob implements BlobSource {
  private final Descriptor descriptor;
  private final ActionsCache service;
  private final BlobLookup blobs;
  private final String where;
  private @Nullable Boolean parallel;

  GhaBlob(Descriptor descriptor, ActionsCache service, BlobLookup blobs, String where) {
    this.descriptor = descriptor;
    this.service = service;
    this.blobs = blobs;
    this.where = where;
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public InputStream open(long offset, long length) throws IOException {
    return service.open(entry(), offset, length);
  }

  /** Asked once, with a request for one byte: some servers answer every range with everything. */
  @Override
  public synchronized boolean parallel() {
    if (parallel == null) {
      try {
        parallel = service.knowsRanges(entry());
      } catch (IOException e) {
        parallel = false; // reading it will tell what is wrong
      }
    }
    return parallel;
  }

  @Override
  public String toString() {
    return where;
  }

  private ActionsCache.Entry entry() throws IOException {
    return blobs
        .find(descriptor.digest())
        .orElseThrow(
            () ->
                new CacheException.NotFound(
                    Problem.of(
                        "read " + descriptor.digest(),
                        where,
                        "it is not there; it may be evicted")));
  }
}
