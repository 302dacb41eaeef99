package io.github.cacheferry.actions;

import io.github.cacheferry.actions.RuntimeToken.AccessScope;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the entries of blobs and remembers what was found: one look-up each, many at a time, or one
 * listing where the spec has a {@code repository} and a {@code ghtoken}. An entry in any scope that
 * the token reads will do. Safe for use by many threads.
 */
public final class BlobLookup {
  private final ActionsCache service;
  private final RunContext context;
  private final Optional<String> repository;
  private final Optional<String> listingToken;
  private final Map<Digest, ActionsCache.Entry> found = new ConcurrentHashMap<>();

  /** Look-ups at this service, as the spec wants them. */
  public BlobLookup(ActionsCache service, SpecValues values, RunContext context) {
    this.service = service;
    this.context = context;
    this.repository = values.text("repository");
    this.listingToken = values.text("ghtoken");
    listingToken.ifPresent(context.redactor()::add);
  }

  /**
   * The blob's entry, if there is one. A key is matched by its beginning too, so the answer is
   * compared.
   */
  public Optional<ActionsCache.Entry> find(Digest blob) throws IOException {
    ActionsCache.Entry known = found.get(blob);
    if (known != null) {
      return Optional.of(known);
    }
    String key = BuildKitKeys.blob(blob);
    Optional<ActionsCache.Entry> entry =
        service.find(key, BuildKitKeys.VERSION).filter(match -> match.key().equals(key));
    entry.ifPresent(match -> found.put(blob, match));
    return entry;
  }

  /** Which of these blobs have no entry. */
  public Set<Digest> absent(Collection<Descriptor> blobs) throws IOException {
    List<AccessScope> scopes = service.endpoint().token().scopes();
    if (repository.isPresent() && listingToken.isPresent() && !scopes.isEmpty()) {
      try {
        return unlisted(blobs, scopes);
      } catch (CacheException.Cancelled e) {
        throw e;
      } catch (CacheException e) {
        context.listener().warned(e.getMessage() + " Each blob is looked up instead.");
      }
    }
    var absent = new LinkedHashSet<Digest>();
    List<Digest> asked = blobs.stream().map(Descriptor::digest).distinct().toList();
    List<Boolean> answers = Together.ask(asked, this::isThere);
    for (int i = 0; i < asked.size(); i++) {
      if (!answers.get(i)) {
        absent.add(asked.get(i));
      }
    }
    return absent;
  }

  private Set<Digest> unlisted(Collection<Descriptor> blobs, List<AccessScope> scopes)
      throws IOException {
    Set<String> listed = new HashSet<>();
    try (EntryListing listing =
        EntryListing.open(repository.orElseThrow(), listingToken.orElseThrow(), context)) {
      for (AccessScope scope : scopes) {
        if (scope.readable()) {
          listing.list(BuildKitKeys.BLOB_PREFIX, scope.scope()).stream()
              .filter(entry -> entry.version().equals(BuildKitKeys.VERSION))
              .forEach(entry -> listed.add(entry.key()));
        }
      }
    }
    var absent = new LinkedHashSet<Digest>();
    for (Descriptor blob : blobs) {
      if (!listed.contains(BuildKitKeys.blob(blob.digest()))) {
        absent.add(blob.digest());
      }
    }
    return absent;
  }

  private boolean isThere(Digest blob) throws IOException {
    context.cancellation().check("look up " + blob);
    return find(blob).isPresent();
  }
}
