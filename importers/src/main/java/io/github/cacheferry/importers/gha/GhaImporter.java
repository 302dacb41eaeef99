package io.github.cacheferry.importers.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.ActionsCaches;
import io.github.cacheferry.actions.BlobLookup;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.CacheMode;
import io.github.cacheferry.actions.Indexes;
import io.github.cacheferry.actions.PackIndex;
import io.github.cacheferry.actions.PackKeys;
import io.github.cacheferry.actions.RuntimeToken;
import io.github.cacheferry.actions.Together;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.inspect.CacheSummary;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerMetadata;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a cache from the Actions cache service. Every ref that the token may read can have one
 * under the same name; the newest of them is taken.
 */
public final class GhaImporter implements CacheImporter {

  private final ActionsCache service;
  private final BlobLookup blobs;
  private final String scope;

  private final RunContext context;
  private volatile OpenPacks packs = OpenPacks.NONE;

  private GhaImporter(ActionsCache service, SpecValues values, RunContext context) {
    this.service = service;
    this.blobs = new BlobLookup(service, values, context);
    this.scope = values.text("scope").orElse(BuildKitKeys.DEFAULT_SCOPE);
    this.context = context;
  }

  /** The attributes of {@code type=gha} where a cache is read. */
  public static SpecSchema schema() {
    return ActionsCaches.addTo(SpecSchema.of("gha"));
  }

  /**
   * An importer from the service that the attributes and the job's environment name; does no I/O.
   */
  public static CacheImporter open(SpecValues values, RunContext context) throws IOException {
    return new GhaImporter(ActionsCaches.open(values, context), values, context);
  }

  @Override
  public String describe() {
    return "gha scope " + scope;
  }

  @Override
  public Optional<Cache> load() throws IOException {
    return newest(service.endpoint().token().readableRefs());
  }

  /** Of the one ref that the token may write, an index of either form. */
  @Override
  public Optional<Cache> loadOwn() throws IOException {
    return newest(List.of(service.endpoint().token().writableRef()));
  }

  private Optional<Cache> newest(List<String> refs) throws IOException {
    RuntimeToken token = service.endpoint().token();
    Optional<String> invalid = token.invalidAt(Instant.now());
    if (invalid.isPresent()) {
      throw new CacheException.Denied(
          Problem.of("read the cache index", describe(), invalid.get()));
    }
    if (!CacheMode.of(context.variable("ACTIONS_CACHE_MODE").orElse("")).readable()) {
      context
          .listener()
          .warned("the workflow's cache-mode does not allow reading: nothing is found");
      return Optional.empty();
    }
    List<Outcome> outcomes = Together.ask(places(refs), this::attempt);
    Optional<Found> newest =
        outcomes.stream()
            .flatMap(outcome -> outcome.found().stream())
            .max(Comparator.comparing(Found::newest));
    for (Outcome outcome : outcomes) {
      if (outcome.failure().isPresent()) {
        if (newest.isEmpty()) {
          throw outcome.failure().get();
        }
        context.listener().warned(String.valueOf(outcome.failure().get().getMessage()));
      }
    }
    newest.ifPresent(found -> packs = found.packs());
    List<String> keys =
        outcomes.stream().flatMap(outcome -> outcome.found().stream()).map(Found::key).toList();
    return newest.map(found -> found.cache().withRevision(Indexes.revision(keys)));
  }

  @Override
  public BlobSource open(Descriptor blob) {
    return packs.blob(blob).orElseGet(() -> new GhaBlob(blob, service, blobs, describe()));
  }

  @Override
  public Set<Digest> absent(Collection<Descriptor> wanted) throws IOException {
    Set<Digest> absent =
        new HashSet<>(packs.absent(wanted.stream().map(Descriptor::digest).toList()));
    absent.addAll(
        blobs.absent(wanted.stream().filter(blob -> !packs.holds(blob.digest())).toList()));
    return absent;
  }

  @Override
  public void close() {
    try {
      packs.close();
    } catch (IOException e) {
      context.listener().warned("a temporary file is left: " + e.getMessage());
    }
    service.close();
  }

  /** Where an index may be: in BuildKit's form and in ours, in each of the refs. */
  private static List<Place> places(List<String> refs) {
    return refs.stream()
        .flatMap(ref -> Stream.of(new Place(ref, false), new Place(ref, true)))
        .toList();
  }

  /** An index that is not sound, or has just gone, does not spoil another one. */
  private Outcome attempt(Place place) throws IOException {
    try {
      return new Outcome(read(place), Optional.empty());
    } catch (CacheException.Corrupt | CacheException.NotFound e) {
      return new Outcome(Optional.empty(), Optional.of(e));
    }
  }

  private Optional<Found> read(Place place) throws IOException {
    String ref = place.ref();
    String prefix =
        place.packed() ? PackKeys.indexPrefix(scope, ref) : BuildKitKeys.indexPrefix(scope, ref);
    String version = place.packed() ? PackKeys.VERSION : BuildKitKeys.VERSION;
    Optional<ActionsCache.Entry> entry = Indexes.newest(service, prefix, version);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    String origin = describe() + " of " + (ref.isEmpty() ? "an unnamed ref" : ref);
    byte[] bytes = service.read(entry.get(), CacheDocuments.CONFIG_LIMIT);
    if (!place.packed()) {
      return Optional.of(
          found(entry.get().key(), ConfigJson.parseIndex(bytes, origin), origin, OpenPacks.NONE));
    }
    PackIndex index = PackIndex.parse(bytes, origin);
    return Optional.of(
        found(entry.get().key(), index.index(), origin, OpenPacks.of(index, service, describe())));
  }

  private static Found found(String key, CacheIndex index, String origin, OpenPacks packs) {
    CacheConfig config = index.config();
    Cache cache =
        Cache.made(LayerMetadata.stripped(config), LayerMetadata.descriptors(config), origin)
            .withContributions(index.contributions());
    return new Found(key, cache, packs);
  }

  /** A ref and a form. */
  private record Place(String ref, boolean packed) {}

  /** A cache, the key of its index, and the packs that it is in. */
  private record Found(String key, Cache cache, OpenPacks packs) {
    Instant newest() {
      return CacheSummary.newest(cache.config()).map(Timestamp::instant).orElse(Instant.MIN);
    }
  }

  /** What became of one place. */
  private record Outcome(Optional<Found> found, Optional<CacheException> failure) {}
}
