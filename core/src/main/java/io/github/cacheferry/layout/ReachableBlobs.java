package io.github.cacheferry.layout;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.json.GoJson;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.MediaTypes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The blobs that an index leads to: manifests and nested indexes of either family, their configs
 * and layers. What cannot be read as a manifest counts as a blob that leads nowhere.
 */
final class ReachableBlobs {
  private static final int MANIFEST_LIMIT = 4 << 20;
  private static final Set<String> ONE = Set.of("config", "subject");
  private static final Set<String> MANY = Set.of("layers", "manifests", "blobs");
  private static final int MOST = 1_000_000;

  private final OciLayout layout;
  private final Set<Digest> reached = new HashSet<>();
  private final Deque<Descriptor> unread = new ArrayDeque<>();

  private ReachableBlobs(OciLayout layout) {
    this.layout = layout;
  }

  /**
   * Walks from all entries of the index.
   *
   * @throws CacheException if that cannot be done to the end
   */
  static Set<Digest> of(OciLayout layout, LayoutIndex index) throws CacheException {
    var walk = new ReachableBlobs(layout);
    for (IndexEntry entry : index.entries()) {
      if (entry.descriptor().isPresent()) {
        walk.reach(entry.descriptor().get());
      }
    }
    while (!walk.unread.isEmpty()) {
      for (Descriptor child : walk.children(walk.unread.poll())) {
        walk.reach(child);
      }
    }
    return walk.reached;
  }

  private void reach(Descriptor blob) throws CacheException {
    if (!reached.add(blob.digest())) {
      return;
    }
    if (reached.size() > MOST) {
      throw new CacheException.Corrupt(
          Problem.of("find old blobs", layout.where(), "more than " + MOST + " blobs are named"));
    }
    if (blob.mediaType().isEmpty() || blob.mediaType().endsWith("json")) {
      unread.add(blob);
    }
  }

  private List<Descriptor> children(Descriptor blob) throws CacheException {
    // The size in the descriptor may be wrong; only the digest decides what the blob is.
    Optional<Descriptor> stored = layout.describe(blob.digest());
    if (stored.isEmpty() || stored.get().size() > MANIFEST_LIMIT) {
      return List.of();
    }
    byte[] bytes;
    try {
      bytes = layout.read(stored.get(), MANIFEST_LIMIT);
    } catch (CacheException.Corrupt | CacheException.NotFound e) {
      return List.of(); // damaged: nobody can follow it
    }
    try {
      return children(bytes);
    } catch (IOException e) {
      if (MediaTypes.isManifest(blob.mediaType())) {
        throw new CacheException.Corrupt(
            Problem.of("read manifest " + blob.digest(), layout.where(), "it is not understood"),
            e);
      }
      return List.of(); // no manifest
    }
  }

  private static List<Descriptor> children(byte[] bytes) throws IOException {
    var children = new ArrayList<Descriptor>();
    try (JsonParser json = GoJson.parser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return children;
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        if (ONE.contains(name)) {
          LooseDescriptor.read(json).descriptor().ifPresent(children::add);
        } else if (MANY.contains(name) && token == JsonToken.START_ARRAY) {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            LooseDescriptor.read(json).descriptor().ifPresent(children::add);
          }
        } else {
          json.skipChildren();
        }
      }
    }
    return children;
  }
}
