package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.PackIndex;
import io.github.cacheferry.actions.PackKeys;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a cache to the Actions cache service in our own form: small blobs many to an entry, large
 * ones as BuildKit has them. A small blob is stored when its pack is full or the cache is
 * published, so a failure before that costs it.
 */
final class PackedExporter implements CacheExporter {
  /** Larger blobs are entries of their own. */
  static final long SMALL = 4L << 20;

  private final GhaSession session;
  private final PackWriter writer;
  private final IndexEntry index;
  private KnownPacks known = KnownPacks.NONE;

  PackedExporter(GhaSession session) {
    this.session = session;
    this.writer = new PackWriter(session);
    String prefix = PackKeys.indexPrefix(session.scope(), session.ref());
    this.index = new IndexEntry(session, prefix, PackKeys.VERSION);
  }

  @Override
  public String describe() {
    return "gha scope " + session.scope() + ", packed";
  }

  @Override
  public boolean holds(Cache cache) throws IOException {
    session.requireValidToken();
    if (!session.mode().readable()) {
      return false;
    }
    known = KnownPacks.ask(session.service(), session.scope(), session.listener());
    Optional<byte[]> newest = index.newest();
    CacheIndex wanted = IndexConfig.of(cache, TransferListener.NONE);
    return newest.isPresent()
        && isOf(newest.get(), wanted)
        && missing(cache.blobs().values()).isEmpty();
  }

  @Override
  public Set<Digest> missing(Collection<Descriptor> blobs) throws IOException {
    Set<Digest> packed = known.blobs();
    packed.addAll(writer.stored());
    var missing = new LinkedHashSet<Digest>();
    var large = new ArrayList<Descriptor>();
    for (Descriptor blob : blobs) {
      if (packed.contains(blob.digest())) {
        continue;
      }
      if (blob.size() < SMALL || !session.mode().readable()) {
        missing.add(blob.digest());
      } else {
        large.add(blob);
      }
    }
    missing.addAll(session.lookup().absent(large));
    return missing;
  }

  /**
   * Takes a key that nobody wants, and leaves it: no pack's key is known before the pack is full,
   * and an index's number would be burnt if the export failed.
   */
  @Override
  public WriteAccess access() throws IOException {
    Optional<String> readOnly = session.readOnly();
    if (readOnly.isPresent()) {
      return new WriteAccess.ReadOnly(readOnly.get());
    }
    return GhaExporter.access(session.upload().reserve(PackKeys.probe(), PackKeys.VERSION, 1));
  }

  /** What the token says; asking would take a key that nothing is then stored under. */
  @Override
  public WriteAccess prospect() {
    return session.prospect();
  }

  /** Jobs that forks can start get a token that may not write. */
  @Override
  public boolean isReadOnlyForSome() {
    return true;
  }

  @Override
  public Put put(BlobSource source, ByteCount progress) throws IOException {
    Descriptor blob = source.descriptor();
    if (blob.size() >= SMALL) {
      return session.upload().put(source, progress);
    }
    try (InputStream in = source.openVerified()) {
      writer.add(blob.digest(), in.readAllBytes());
    }
    progress.moved(blob.size());
    return Put.COPIED;
  }

  @Override
  public Published publish(Cache cache) throws IOException {
    byte[] document = document(cache);
    return new Published(Digest.of(document), index.write(document));
  }

  @Override
  public Duration settling() {
    return index.contested() ? IndexEntry.SETTLING : Duration.ZERO;
  }

  @Override
  public Optional<Published> publishAfter(Optional<String> seen, Cache cache) throws IOException {
    byte[] document = document(cache);
    return index
        .writeAfter(GhaExporter.seenKeys(seen), document)
        .map(key -> new Published(Digest.of(document), key));
  }

  private byte[] document(Cache cache) throws IOException {
    List<PackIndex.Pack> packs = new ArrayList<>(writer.finish());
    Set<Digest> wanted = new HashSet<>(cache.blobs().keySet());
    packs.forEach(pack -> pack.blobs().forEach(piece -> wanted.remove(piece.digest())));
    packs.addAll(known.holding(wanted));
    return new PackIndex(packs, session.index(cache)).bytes();
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      session.listener().warned("a temporary file is left: " + e.getMessage());
    }
    session.close();
  }

  private boolean isOf(byte[] document, CacheIndex wanted) {
    try {
      return wanted.repeats(PackIndex.parse(document, describe()).index());
    } catch (CacheException e) {
      return false; // it is replaced
    }
  }
}
