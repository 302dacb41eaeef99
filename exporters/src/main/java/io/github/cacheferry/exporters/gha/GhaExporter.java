package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.ActionsCaches;
import io.github.cacheferry.actions.BlobLookup;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.CacheMode;
import io.github.cacheferry.actions.CreationLimit;
import io.github.cacheferry.actions.EntryListing;
import io.github.cacheferry.actions.RuntimeToken;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a cache to the Actions cache service. An index is written after all blobs that it names
 * are there.
 */
public final class GhaExporter implements CacheExporter {
  private static final String DEFAULT_SCOPE = "buildkit";

  private final ActionsCache service;
  private final RunContext context;
  private final String scope;
  private final Optional<String> repository;
  private final Optional<String> listingToken;
  private final BlobLookup lookup;
  private final EntryUpload upload;
  private final IndexEntry index;

  private GhaExporter(ActionsCache service, SpecValues values, RunContext context) {
    this.service = service;
    this.context = context;
    this.scope = values.text("scope").orElse(DEFAULT_SCOPE);
    this.repository = values.text("repository");
    this.listingToken = values.text("ghtoken");
    this.lookup = new BlobLookup(service, context);
    this.upload = new EntryUpload(service, CreationLimit.of(service.endpoint(), context), context);
    String ref =
        service.endpoint().token().writeScope().map(RuntimeToken.AccessScope::scope).orElse("");
    this.index = new IndexEntry(service, BuildKitKeys.indexPrefix(scope, ref), upload, context);
  }

  /** The attributes of {@code type=gha} where a cache is written. */
  public static SpecSchema schema() {
    return ActionsCaches.addTo(SpecSchema.of("gha"))
        .text("repository", "ghtoken")
        .choice("mode", "min", "max")
        .flag("ignore-error");
  }

  /** An exporter to the service that the attributes and the job's environment name; does no I/O. */
  public static CacheExporter open(SpecValues values, RunContext context) throws IOException {
    return new GhaExporter(ActionsCaches.open(values, context), values, context);
  }

  @Override
  public String describe() {
    return "gha scope " + scope;
  }

  @Override
  public boolean holds(Cache cache) throws IOException {
    requireValidToken();
    Optional<byte[]> newest = index.newest();
    return newest.isPresent()
        && Arrays.equals(newest.get(), document(cache))
        && missing(cache.blobs().values()).isEmpty();
  }

  @Override
  public Set<Digest> missing(Collection<Descriptor> blobs) throws IOException {
    if (repository.isEmpty() || listingToken.isEmpty()) {
      return lookup.absent(blobs);
    }
    Set<String> listed = new HashSet<>();
    try (EntryListing listing = EntryListing.open(repository.get(), listingToken.get(), context)) {
      for (RuntimeToken.AccessScope readable : service.endpoint().token().scopes()) {
        listing
            .list(BuildKitKeys.BLOB_PREFIX, readable.scope())
            .forEach(entry -> listed.add(entry.key()));
      }
    } catch (CacheException e) {
      context.listener().warned(e.getMessage() + " Each blob is looked up instead.");
      return lookup.absent(blobs);
    }
    var missing = new LinkedHashSet<Digest>();
    for (Descriptor blob : blobs) {
      if (!listed.contains(BuildKitKeys.blob(blob.digest()))) {
        missing.add(blob.digest());
      }
    }
    return missing;
  }

  @Override
  public WriteAccess access() {
    CacheMode mode = CacheMode.of(context.variable("ACTIONS_CACHE_MODE").orElse(""));
    if (!mode.writable()) {
      return new WriteAccess.ReadOnly("the workflow's cache-mode does not allow writing");
    }
    if (service.endpoint().token().isReadOnly()) {
      return new WriteAccess.ReadOnly("the runtime token has no scope that may be written");
    }
    return new WriteAccess.Unknown();
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
  public void close() {
    service.close();
  }

  /**
   * The index: the config with what is known of each layer. A layer of which too little is known
   * costs its results.
   */
  private byte[] document(Cache cache) {
    return ConfigJson.write(IndexConfig.of(cache, context.listener()));
  }

  private void requireValidToken() throws CacheException.Denied {
    Optional<String> invalid = service.endpoint().token().invalidAt(Instant.now());
    if (invalid.isPresent()) {
      throw new CacheException.Denied(Problem.of("write the cache", describe(), invalid.get()));
    }
  }
}
