package io.github.cacheferry.importers.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.PackIndex;
import io.github.cacheferry.actions.PackKeys;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.SpooledBlob;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pack that blobs are read from. The first few are read by themselves; then more are likely to be
 * wanted, and the whole pack is fetched into a file, once. Safe for use by many threads.
 */
final class OpenPack implements AutoCloseable {
  private static final int FEW = 3;

  private final PackIndex.Pack pack;
  private final ActionsCache service;
  private final String where;
  private final AtomicInteger wanted = new AtomicInteger();
  private Optional<ActionsCache.Entry> entry = Optional.empty();
  private @Nullable SpooledBlob spool;

  OpenPack(PackIndex.Pack pack, ActionsCache service, String where) {
    this.pack = pack;
    this.service = service;
    this.where = where;
  }

  /** Whether the pack is there. */
  synchronized boolean isThere() throws IOException {
    if (entry.isEmpty()) {
      entry =
          service
              .find(pack.key(), PackKeys.VERSION)
              .filter(found -> found.key().equals(pack.key()));
    }
    return entry.isPresent();
  }

  /** A blob of it. */
  BlobSource blob(Descriptor descriptor, PackIndex.Piece piece) {
    return new Part(descriptor, where) {
      @Override
      public InputStream open(long offset, long length) throws IOException {
        if (descriptor.size() != piece.size()) {
          throw new CacheException.Corrupt(
              Problem.of(
                  "read " + descriptor.digest(),
                  where,
                  "its pack has it with " + piece.size() + " bytes"));
        }
        return OpenPack.this.open(piece.offset() + offset, length);
      }
    };
  }

  @Override
  public synchronized void close() throws IOException {
    SpooledBlob known = spool;
    spool = null;
    if (known != null) {
      known.close();
    }
  }

  private InputStream open(long offset, long length) throws IOException {
    if (wanted.incrementAndGet() <= FEW) {
      return remote(offset, length);
    }
    return whole().open(offset, length);
  }

  private InputStream remote(long offset, long length) throws IOException {
    if (!isThere()) {
      throw new CacheException.NotFound(
          Problem.of("read " + pack.key(), where, "it is not there; it may be evicted"));
    }
    return service.open(entry.orElseThrow(), offset, length);
  }

  private synchronized SpooledBlob whole() throws IOException {
    SpooledBlob known = spool;
    if (known == null) {
      var descriptor =
          new Descriptor(
              "application/octet-stream",
              PackKeys.digest(pack.key()),
              pack.size(),
              new TreeMap<>());
      known =
          SpooledBlob.of(
              new Part(descriptor, where) {
                @Override
                public InputStream open(long offset, long length) throws IOException {
                  return remote(offset, length);
                }
              });
      spool = known;
    }
    return known;
  }

  /** Bytes of the pack, as a blob. */
  private abstract static class Part implements BlobSource {
    private final Descriptor descriptor;
    private final String where;

    Part(Descriptor descriptor, String where) {
      this.descriptor = descriptor;
      this.where = where;
    }

    @Override
    public Descriptor descriptor() {
      return descriptor;
    }

    @Override
    public String toString() {
      return where;
    }
  }
}
