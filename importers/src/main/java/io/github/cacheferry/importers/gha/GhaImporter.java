package io.github.cacheferry.importers.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.ActionsCaches;
import io.github.cacheferry.actions.BlobLookup;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.CacheMode;
import io.github.cacheferry.actions.RuntimeToken;
import io.github.cacheferry.actions.RuntimeToken.AccessScope;
import io.github.cacheferry.actions.Together;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.inspect.CacheSummary;
import io.github.cacheferry.json.CacheDocuments;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a cache from the Actions cache service. Every ref that the token may read can have one
 * under the same name; the newest of them is taken.
 */
public final class GhaImporter implements CacheImporter {
  private static final String DEFAULT_SCOPE = "buildkit";

  private final ActionsCache service;
  private final BlobLookup blobs;
  private final String scope;

  private final RunContext context;

  private GhaImporter(ActionsCache service, SpecValues values, RunContext context) {
    this.service = service;
    this.blobs = new BlobLookup(service, values, context);
    this.scope = values.text("scope").orElse(DEFAULT_SCOPE);
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
    List<Outcome> outcomes = Together.ask(refs(token), this::attempt);
    Optional<Cache> newest =
        outcomes.stream()
            .flatMap(outcome -> outcome.cache().stream())
            .max(Comparator.comparing(GhaImporter::newest));
    for (Outcome outcome : outcomes) {
      if (outcome.failure().isPresent()) {
        if (newest.isEmpty()) {
          throw outcome.failure().get();
        }
        context.listener().warned(String.valueOf(outcome.failure().get().getMessage()));
      }
    }
    return newest;
  }

  @Override
  public BlobSource open(Descriptor blob) {
    return new GhaBlob(blob, service, blobs, describe());
  }

  @Override
  public Set<Digest> absent(Collection<Descriptor> wanted) throws IOException {
    return blobs.absent(wanted);
  }

  @Override
  public void close() {
    service.close();
  }

  /**
   * The refs that may be read, own first; a token that tells nothing stands for the ref without a
   * name.
   */
  private static List<String> refs(RuntimeToken token) {
    if (token.scopes().isEmpty()) {
      return List.of("");
    }
    return token.scopes().stream().filter(AccessScope::readable).map(AccessScope::scope).toList();
  }

  /** An index that is not sound, or has just gone, does not spoil another ref's. */
  private Outcome attempt(String ref) throws IOException {
    try {
      return new Outcome(read(ref), Optional.empty());
    } catch (CacheException.Corrupt | CacheException.NotFound e) {
      return new Outcome(Optional.empty(), Optional.of(e));
    }
  }

  private Optional<Cache> read(String ref) throws IOException {
    String prefix = BuildKitKeys.indexPrefix(scope, ref);
    Optional<ActionsCache.Entry> entry = service.find(prefix, BuildKitKeys.VERSION);
    if (entry.isEmpty() || BuildKitKeys.indexNumber(prefix, entry.get().key()).isEmpty()) {
      return Optional.empty();
    }
    String origin = describe() + " of " + (ref.isEmpty() ? "an unnamed ref" : ref);
    byte[] index = service.read(entry.get(), CacheDocuments.CONFIG_LIMIT);
    CacheConfig config = ConfigJson.parse(index, origin);
    return Optional.of(
        Cache.made(LayerMetadata.stripped(config), LayerMetadata.descriptors(config), origin));
  }

  private static Instant newest(Cache cache) {
    return CacheSummary.of(cache).newest().map(Timestamp::instant).orElse(Instant.MIN);
  }

  /** What became of one ref's index. */
  private record Outcome(Optional<Cache> cache, Optional<CacheException> failure) {}
}
