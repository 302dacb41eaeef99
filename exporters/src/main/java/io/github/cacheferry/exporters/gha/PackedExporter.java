package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.Arrival;
import io.github.cacheferry.actions.BlobLookup;
import io.github.cacheferry.actions.CacheMode;
import io.github.cacheferry.actions.PackIndex;
import io.github.cacheferry.actions.PackKeys;
import io.github.cacheferry.actions.RuntimeToken.AccessScope;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.io.InputStream;
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

  private final ActionsCache service;
  private final RunContext context;
  private final Pace pace;
  private final String scope;
  private final CacheMode mode;
  private final BlobLookup lookup;
  private final EntryUpload upload;
  private final PackWriter writer;
  private final IndexEntry index;
  private KnownPacks known = KnownPacks.NONE;

  PackedExporter(
      ActionsCache service,
      BlobLookup lookup,
      EntryUpload upload,
      String scope,
      RunContext context,
      Pace pace) {
    this.service = service;
    this.context = context;
    this.pace = pace;
    this.scope = scope;
    this.mode = CacheMode.of(context.variable("ACTIONS_CACHE_MODE").orElse(""));
    this.lookup = lookup;
    this.upload = upload;
    var arrival = new Arrival(service, context, pace);
    this.writer = new PackWriter(service, upload, arrival);
    String ref = service.endpoint().token().writeScope().map(AccessScope::scope).orElse("");
    String prefix = PackKeys.indexPrefix(scope, ref);
    this.index = new IndexEntry(service, prefix, PackKeys.VERSION, upload, arrival);
  }

  @Override
  public String describe() {
    return "gha scope " + scope + ", packed";
  }

  @Override
  public boolean holds(Cache cache) throws IOException {
    Optional<String> invalid = service.endpoint().token().invalidAt(pace.now());
    if (invalid.isPresent()) {
      throw new CacheException.Denied(Problem.of("write the cache", describe(), invalid.get()));
    }
    if (!mode.readable()) {
      return false;
    }
    known = KnownPacks.ask(service, scope, context.listener());
    Optional<byte[]> newest = index.newest();
    CacheIndex wanted = IndexConfig.of(cache, context.listener());
    return newest.isPresent()
        && isOf(newest.get(), wanted)
        && missing(cache.blobs().values()).isEmpty();
  }

  @Override
  public Set<Digest> missing(Collection<Descriptor> blobs) throws IOException {
    Set<Digest> packed = known.blobs();
    var missing = new LinkedHashSet<Digest>();
    var large = new ArrayList<Descriptor>();
    for (Descriptor blob : blobs) {
      if (packed.contains(blob.digest())) {
        continue;
      }
      if (blob.size() < SMALL || !mode.readable()) {
        missing.add(blob.digest());
      } else {
        large.add(blob);
      }
    }
    missing.addAll(lookup.absent(large));
    return missing;
  }

  /** Takes the index's number: no other key is known before the packs are full. */
  @Override
  public WriteAccess access() throws IOException {
    Optional<String> readOnly = GhaExporter.readOnly(mode, service);
    if (readOnly.isPresent()) {
      return new WriteAccess.ReadOnly(readOnly.get());
    }
    return GhaExporter.access(index.reserveAhead(IndexEntry.SIZE_UNKNOWN));
  }

  /** What the token says; asking would take a key that nothing is then stored under. */
  @Override
  public WriteAccess prospect() {
    return GhaExporter.prospect(mode, service);
  }

  @Override
  public Put put(BlobSource source, ByteCount progress) throws IOException {
    Descriptor blob = source.descriptor();
    if (blob.size() >= SMALL) {
      return upload.put(source, progress);
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
    CacheIndex found = IndexConfig.of(cache, context.listener());
    return new PackIndex(packs, found).bytes();
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      context.listener().warned("a temporary file is left: " + e.getMessage());
    }
    upload.close();
    service.close();
  }

  private boolean isOf(byte[] document, CacheIndex wanted) {
    try {
      return wanted.repeats(PackIndex.parse(document, describe()).index());
    } catch (CacheException e) {
      return false; // it is replaced
    }
  }
}
