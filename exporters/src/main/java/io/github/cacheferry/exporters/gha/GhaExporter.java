package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCaches;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.Indexes;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a cache to the Actions cache service. An index is written after all blobs that it names
 * are there.
 */
public final class GhaExporter implements CacheExporter {
  /** Of so many missing blobs one is likely not to be taken by another job. */
  private static final int CANDIDATES = 4;

  private final GhaSession session;
  private final IndexEntry index;
  private List<Descriptor> smallestMissing = List.of();
  private long indexSize;

  private GhaExporter(GhaSession session) {
    this.session = session;
    String prefix = BuildKitKeys.indexPrefix(session.scope(), session.ref());
    this.index = new IndexEntry(session, prefix, BuildKitKeys.VERSION);
  }

  /** The attributes of {@code type=gha} where a cache is written. */
  public static SpecSchema schema() {
    return ActionsCaches.addTo(SpecSchema.of("gha"))
        .choice("mode", "min", "max")
        .flag("ignore-error", "pack");
  }

  /** An exporter to the service that the attributes and the job's environment name; does no I/O. */
  public static CacheExporter open(SpecValues values, RunContext context) throws IOException {
    return open(values, context, Pace.real(context.cancellation()));
  }

  static CacheExporter open(SpecValues values, RunContext context, Pace pace) throws IOException {
    GhaSession session = GhaSession.open(values, context, pace);
    return values.isTrue("pack") ? new PackedExporter(session) : new GhaExporter(session);
  }

  @Override
  public String describe() {
    return "gha scope " + session.scope();
  }

  @Override
  public boolean holds(Cache cache) throws IOException {
    session.requireValidToken();
    CacheIndex wanted = IndexConfig.of(cache, TransferListener.NONE);
    indexSize = ConfigJson.write(wanted).length;
    if (!session.mode().readable()) {
      return false;
    }
    Optional<byte[]> newest = index.newest();
    return newest.isPresent()
        && isOf(newest.get(), wanted)
        && missing(cache.blobs().values()).isEmpty();
  }

  @Override
  public Set<Digest> missing(Collection<Descriptor> blobs) throws IOException {
    Set<Digest> missing = new LinkedHashSet<>();
    if (session.mode().readable()) {
      missing.addAll(session.lookup().absent(blobs));
    } else {
      blobs.forEach(blob -> missing.add(blob.digest()));
    }
    smallestMissing =
        blobs.stream()
            .filter(blob -> missing.contains(blob.digest()))
            .sorted(Comparator.comparingLong(Descriptor::size))
            .limit(CANDIDATES)
            .toList();
    return missing;
  }

  /**
   * Takes the key of a blob that is to be put, or the index's where none is: a token may turn out
   * to write nothing, and that is known before a byte is sent.
   */
  @Override
  public WriteAccess access() throws IOException {
    Optional<String> readOnly = session.readOnly();
    if (readOnly.isPresent()) {
      return new WriteAccess.ReadOnly(readOnly.get());
    }
    if (smallestMissing.isEmpty() && indexSize > 0) {
      return access(index.reserveAhead(indexSize));
    }
    for (Descriptor blob : smallestMissing) {
      WriteAccess access = access(session.upload().reserveAhead(blob));
      if (!(access instanceof WriteAccess.Unknown)) {
        return access;
      }
    }
    return new WriteAccess.Unknown();
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

  /**
   * A blob whose key is taken counts as there; {@link #publish} waits for it, and leaves out what
   * needs it if it does not come.
   */
  @Override
  public Put put(BlobSource source, ByteCount progress) throws IOException {
    return session.upload().put(source, progress);
  }

  @Override
  public Published publish(Cache cache) throws IOException {
    byte[] document = document(cache);
    String key = index.write(document);
    return new Published(Digest.of(document), key);
  }

  @Override
  public Duration settling() {
    return index.contested() ? IndexEntry.SETTLING : Duration.ZERO;
  }

  @Override
  public Optional<Published> publishAfter(Optional<String> seen, Cache cache) throws IOException {
    byte[] document = document(cache);
    return index
        .writeAfter(seenKeys(seen), document)
        .map(key -> new Published(Digest.of(document), key));
  }

  /** The keys of the indexes that were read. */
  static List<String> seenKeys(Optional<String> revision) {
    return revision.map(Indexes::keys).orElse(List.of());
  }

  @Override
  public void close() {
    session.close();
  }

  /** What the answer to a wish for a key says of all keys. */
  static WriteAccess access(Reservation reservation) {
    if (reservation instanceof Reservation.Denied denied) {
      return new WriteAccess.ReadOnly(denied.why());
    }
    return reservation instanceof Reservation.Open
        ? new WriteAccess.Writable()
        : new WriteAccess.Unknown();
  }

  private byte[] document(Cache cache) throws IOException {
    return ConfigJson.write(session.index(cache));
  }

  private boolean isOf(byte[] document, CacheIndex wanted) {
    try {
      return wanted.repeats(ConfigJson.parseIndex(document, describe()));
    } catch (CacheException e) {
      return false; // it is replaced
    }
  }
}
