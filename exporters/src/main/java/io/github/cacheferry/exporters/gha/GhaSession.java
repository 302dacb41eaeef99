package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.ActionsCaches;
import io.github.cacheferry.actions.Arrival;
import io.github.cacheferry.actions.BlobLookup;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.CacheMode;
import io.github.cacheferry.actions.CreationLimit;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.util.Optional;

/**
 * The service as one export uses it, whatever form the cache is written in.
 *
 * @param scope the spec's {@code scope}
 * @param mode what the workflow allows
 */
record GhaSession(
    ActionsCache service,
    RunContext context,
    Pace pace,
    String scope,
    CacheMode mode,
    BlobLookup lookup,
    Arrival arrival,
    EntryUpload upload)
    implements AutoCloseable {
  /** A session with the service that the attributes and the job's environment name. */
  static GhaSession open(SpecValues values, RunContext context, Pace pace) throws IOException {
    ActionsCache service = ActionsCaches.open(values, context, pace);
    var arrival = new Arrival(service, context, pace);
    CreationLimit limit = CreationLimit.of(service.endpoint(), context, pace);
    return new GhaSession(
        service,
        context,
        pace,
        values.text("scope").orElse(BuildKitKeys.DEFAULT_SCOPE),
        CacheMode.of(context.variable("ACTIONS_CACHE_MODE").orElse("")),
        new BlobLookup(service, values, context),
        arrival,
        new EntryUpload(service, limit, arrival));
  }

  TransferListener listener() {
    return context.listener();
  }

  /** The ref that new entries belong to; nothing if the token does not tell. */
  String ref() {
    return service.endpoint().token().writableRef();
  }

  /** Why nothing may be written, as far as that can be told without asking. */
  Optional<String> readOnly() {
    if (!mode.writable()) {
      return Optional.of("the workflow's cache-mode does not allow writing");
    }
    return service.endpoint().token().isReadOnly()
        ? Optional.of("the runtime token has no scope that may be written")
        : Optional.empty();
  }

  /** What can be told of writing without asking. */
  WriteAccess prospect() {
    Optional<String> readOnly = readOnly();
    if (readOnly.isPresent()) {
      return new WriteAccess.ReadOnly(readOnly.get());
    }
    return service.endpoint().token().writeScope().isPresent()
        ? new WriteAccess.Writable()
        : new WriteAccess.Unknown();
  }

  /**
   * @throws CacheException.Denied if the token is of no use at this time
   */
  void requireValidToken() throws CacheException.Denied {
    Optional<String> invalid = service.endpoint().token().invalidAt(pace.now());
    if (invalid.isPresent()) {
      throw new CacheException.Denied(
          Problem.of("write the cache", "gha scope " + scope, invalid.get()));
    }
  }

  /**
   * What an index of the cache says now that its blobs were put. A layer of which too little is
   * known, or that has not become an entry, costs its results.
   */
  CacheIndex index(Cache cache) throws IOException {
    CacheIndex index = IndexConfig.of(cache, listener());
    return IndexConfig.without(upload.unfinished(), index, listener());
  }

  @Override
  public void close() {
    upload.close();
    service.close();
  }
}
