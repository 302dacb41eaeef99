package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.Indexes;
import io.github.cacheferry.actions.PackIndex;
import io.github.cacheferry.actions.PackKeys;
import io.github.cacheferry.actions.Together;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The packs that the newest indexes of this name in all readable refs list, as far as they are
 * still there.
 *
 * @param packs by key
 */
record KnownPacks(Map<String, PackIndex.Pack> packs) {
  static final KnownPacks NONE = new KnownPacks(Map.of());

  /** Asks the service. An index that is not sound lists nothing. */
  static KnownPacks ask(ActionsCache service, String scope, TransferListener listener)
      throws IOException {
    List<String> refs = service.endpoint().token().readableRefs();
    var listed = new LinkedHashMap<String, PackIndex.Pack>();
    for (Optional<PackIndex> index :
        Together.ask(refs, ref -> read(service, scope, ref, listener))) {
      index.ifPresent(one -> one.packs().forEach(pack -> listed.putIfAbsent(pack.key(), pack)));
    }
    List<String> keys = List.copyOf(listed.keySet());
    List<Boolean> there = Together.ask(keys, key -> isThere(service, key));
    for (int i = 0; i < keys.size(); i++) {
      if (!there.get(i)) {
        listed.remove(keys.get(i));
      }
    }
    return new KnownPacks(listed);
  }

  /** The blobs that are in one of them. */
  Set<Digest> blobs() {
    var blobs = new HashSet<Digest>();
    packs.values().forEach(pack -> pack.blobs().forEach(piece -> blobs.add(piece.digest())));
    return blobs;
  }

  /** Those that hold one of these blobs that none before holds. */
  List<PackIndex.Pack> holding(Set<Digest> wanted) {
    var left = new HashSet<>(wanted);
    var needed = new ArrayList<PackIndex.Pack>();
    for (PackIndex.Pack pack : packs.values()) {
      boolean useful = false;
      for (PackIndex.Piece piece : pack.blobs()) {
        useful |= left.remove(piece.digest());
      }
      if (useful) {
        needed.add(pack);
      }
    }
    return needed;
  }

  private static Optional<PackIndex> read(
      ActionsCache service, String scope, String ref, TransferListener listener)
      throws IOException {
    String prefix = PackKeys.indexPrefix(scope, ref);
    Optional<ActionsCache.Entry> entry = Indexes.newest(service, prefix, PackKeys.VERSION);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = service.read(entry.get(), CacheDocuments.CONFIG_LIMIT);
      return Optional.of(PackIndex.parse(bytes, entry.get().key()));
    } catch (CacheException.Corrupt | CacheException.NotFound e) {
      listener.warned(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static boolean isThere(ActionsCache service, String key) throws IOException {
    return service.find(key, PackKeys.VERSION).filter(entry -> entry.key().equals(key)).isPresent();
  }
}
