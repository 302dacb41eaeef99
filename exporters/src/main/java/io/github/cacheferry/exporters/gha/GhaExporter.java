package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.ActionsCaches;
import io.github.cacheferry.actions.Arrival;
import io.github.cacheferry.actions.BlobLookup;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.CacheMode;
import io.github.cacheferry.actions.CreationLimit;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.actions.RuntimeToken;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
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
  private static final String DEFAULT_SCOPE = "buildkit";

  /** Of so many missing blobs one is likely not to be taken by another job. */
  private static final int CANDIDATES = 4;

  private final ActionsCache service;
  private final RunContext context;
  private final Pace pace;
  private final String scope;
  private final CacheMode mode;
  private final BlobLookup lookup;
  private final EntryUpload upload;
  private final IndexEntry index;
  private List<Descriptor> smallestMissing = List.of();
  private long indexSize;

  private GhaExporter(
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
    String ref =
        service.endpoint().token().writeScope().map(RuntimeToken.AccessScope::scope).orElse("");
    String prefix = BuildKitKeys.indexPrefix(scope, ref);
    var arrival = new Arrival(service, context, pace);
    this.index = new IndexEntry(service, prefix, BuildKitKeys.VERSION, upload, arrival);
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
    ActionsCache service = ActionsCaches.open(values, context);
    var lookup = new BlobLookup(service, values, context);
    CreationLimit limit = CreationLimit.of(service.endpoint(), context);
    var upload = new EntryUpload(service, limit, new Arrival(service, context, pace));
    String scope = values.text("scope").orElse(DEFAULT_SCOPE);
    return values.isTrue("pack")
        ? new PackedExporter(service, lookup, upload, scope, context, pace)
        : new GhaExporter(service, lookup, upload, scope, context, pace);
  }

  @Override
  public String describe() {
    return "gha scope " + scope;
  }

  @Override
  public boolean holds(Cache cache) throws IOException {
    requireValidToken();
    CacheIndex wanted = IndexConfig.of(cache, context.listener());
    indexSize = ConfigJson.write(wanted).length;
    if (!mode.readable()) {
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
    if (mode.readable()) {
      missing.addAll(lookup.absent(blobs));
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
    Optional<String> readOnly = readOnly(mode, service);
    if (readOnly.isPresent()) {
      return new WriteAccess.ReadOnly(readOnly.get());
    }
    if (smallestMissing.isEmpty() && indexSize > 0) {
      return access(index.reserveAhead(indexSize));
    }
    for (Descriptor blob : smallestMissing) {
      WriteAccess access = access(upload.reserveAhead(blob));
      if (!(access instanceof WriteAccess.Unknown)) {
        return access;
      }
    }
    return new WriteAccess.Unknown();
  }

  /** What the token says; asking would take a key that nothing is then stored under. */
  @Override
  public WriteAccess prospect() {
    return prospect(mode, service);
  }

  @Override
  public Put put(BlobSource source, ByteCount progress) throws IOException {
    return upload.put(source, progress);
  }

  @Override
  public Published publish(Cache cache) throws IOException {
    byte[] document = document(cache);
    String key = index.write(document);
    return new Published(Digest.of(document), key);
  }

  @Override
  public Optional<Published> publishAfter(Optional<String> seen, Cache cache) throws IOException {
    byte[] document = document(cache);
    return index
        .writeAfter(seenKeys(seen), document)
        .map(key -> new Published(Digest.of(document), key));
  }

  /** A revision here is the keys of the indexes that were read, with spaces between them. */
  static List<String> seenKeys(Optional<String> revision) {
    return revision.map(keys -> List.of(keys.split(" "))).orElse(List.of());
  }

  @Override
  public void close() {
    upload.close();
    service.close();
  }

  /** Why nothing may be written, as far as that can be told without asking. */
  static Optional<String> readOnly(CacheMode mode, ActionsCache service) {
    if (!mode.writable()) {
      return Optional.of("the workflow's cache-mode does not allow writing");
    }
    return service.endpoint().token().isReadOnly()
        ? Optional.of("the runtime token has no scope that may be written")
        : Optional.empty();
  }

  static WriteAccess prospect(CacheMode mode, ActionsCache service) {
    Optional<String> readOnly = readOnly(mode, service);
    if (readOnly.isPresent()) {
      return new WriteAccess.ReadOnly(readOnly.get());
    }
    return service.endpoint().token().writeScope().isPresent()
        ? new WriteAccess.Writable()
        : new WriteAccess.Unknown();
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

  /**
   * The index: the config with what is known of each layer. A layer of which too little is known
   * costs its results.
   */
  private byte[] document(Cache cache) {
    return ConfigJson.write(IndexConfig.of(cache, context.listener()));
  }

  private boolean isOf(byte[] document, CacheIndex wanted) {
    try {
      return wanted.repeats(ConfigJson.parseIndex(document, describe()));
    } catch (CacheException e) {
      return false; // it is replaced
    }
  }

  private void requireValidToken() throws CacheException.Denied {
    Optional<String> invalid = service.endpoint().token().invalidAt(pace.now());
    if (invalid.isPresent()) {
      throw new CacheException.Denied(Problem.of("write the cache", describe(), invalid.get()));
    }
  }
}
