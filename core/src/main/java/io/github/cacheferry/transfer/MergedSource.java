package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.graph.Merge;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads several caches as one: their union, and each blob from whichever of them has it, files on
 * this machine before what is far away.
 */
public final class MergedSource implements CacheImporter {
  private final List<Part> parts;
  private final Cache merged;

  private MergedSource(List<Part> parts, Cache merged) {
    this.parts = parts;
    this.merged = merged;
  }

  /** The union of what was read; the importers stay with whoever opened them. */
  public static MergedSource of(List<Part> parts) {
    return new MergedSource(List.copyOf(parts), Merge.of(parts.stream().map(Part::cache).toList()));
  }

  /** These, read as one; what the union is was found out elsewhere. */
  static MergedSource of(List<Part> parts, Cache merged) {
    return new MergedSource(List.copyOf(parts), merged);
  }

  /** The union. */
  public Cache cache() {
    return merged;
  }

  @Override
  public String describe() {
    return parts.stream().map(part -> part.importer().describe()).collect(Collectors.joining(", "));
  }

  @Override
  public Optional<Cache> load() {
    return Optional.of(merged);
  }

  @Override
  public BlobSource open(Descriptor blob) {
    List<Part> holders =
        parts.stream().filter(part -> part.cache().blobs().containsKey(blob.digest())).toList();
    var places = new ArrayList<BlobSource>();
    for (Part part : holders.isEmpty() ? parts : holders) {
      places.add(part.importer().open(blob));
    }
    places.sort(Comparator.comparing(place -> place.file().isEmpty())); // false before true
    return AlternativeBlob.of(places);
  }

  @Override
  public Set<Digest> absent(Collection<Descriptor> blobs) throws IOException {
    var absent = new HashSet<Digest>();
    blobs.forEach(blob -> absent.add(blob.digest()));
    for (Part part : parts) {
      List<Descriptor> held =
          blobs.stream()
              .filter(blob -> absent.contains(blob.digest()))
              .filter(blob -> part.cache().blobs().containsKey(blob.digest()))
              .toList();
      Set<Digest> gone = part.importer().absent(held);
      held.stream()
          .map(Descriptor::digest)
          .filter(digest -> !gone.contains(digest))
          .forEach(absent::remove);
    }
    return absent;
  }

  @Override
  public void close() {
    // The parts belong to whoever opened them.
  }

  /**
   * One of the caches.
   *
   * @param importer reads its blobs
   * @param cache what it has
   */
  public record Part(CacheImporter importer, Cache cache) {}
}
