package io.github.cacheferry.importers.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.PackIndex;
import io.github.cacheferry.actions.Together;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The packs of the cache that is read; none for one in BuildKit's form. */
final class OpenPacks implements AutoCloseable {
  static final OpenPacks NONE = new OpenPacks(Map.of(), List.of());

  private final Map<Digest, Place> places;
  private final List<OpenPack> packs;

  private OpenPacks(Map<Digest, Place> places, List<OpenPack> packs) {
    this.places = places;
    this.packs = packs;
  }

  static OpenPacks of(PackIndex index, ActionsCache service, String where) {
    var places = new HashMap<Digest, Place>();
    var packs = new ArrayList<OpenPack>();
    for (PackIndex.Pack pack : index.packs()) {
      var open = new OpenPack(pack, service, where);
      packs.add(open);
      pack.blobs().forEach(piece -> places.putIfAbsent(piece.digest(), new Place(open, piece)));
    }
    return new OpenPacks(places, packs);
  }

  boolean holds(Digest blob) {
    return places.containsKey(blob);
  }

  /** The blob, if it is in a pack. */
  Optional<BlobSource> blob(Descriptor descriptor) {
    return Optional.ofNullable(places.get(descriptor.digest()))
        .map(place -> place.pack().blob(descriptor, place.piece()));
  }

  /** Which of these blobs are in a pack that is gone. */
  Set<Digest> absent(List<Digest> blobs) throws IOException {
    var asked = new HashSet<OpenPack>();
    for (Digest blob : blobs) {
      Optional.ofNullable(places.get(blob)).ifPresent(place -> asked.add(place.pack()));
    }
    List<OpenPack> order = List.copyOf(asked);
    List<Boolean> answers = Together.ask(order, OpenPack::isThere);
    var gone = new HashSet<OpenPack>();
    for (int i = 0; i < answers.size(); i++) {
      if (!answers.get(i)) {
        gone.add(order.get(i));
      }
    }
    var absent = new HashSet<Digest>();
    for (Digest blob : blobs) {
      Place place = places.get(blob);
      if (place != null && gone.contains(place.pack())) {
        absent.add(blob);
      }
    }
    return absent;
  }

  @Override
  public void close() throws IOException {
    for (OpenPack pack : packs) {
      pack.close();
    }
  }

  private record Place(OpenPack pack, PackIndex.Piece piece) {}
}
