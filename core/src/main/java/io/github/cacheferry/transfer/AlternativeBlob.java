package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A blob that several places have: the first of them, and {@link #otherwise} the next ones. */
final class AlternativeBlob implements BlobSource {
  private final BlobSource first;
  private final List<BlobSource> rest;

  private AlternativeBlob(BlobSource first, List<BlobSource> rest) {
    this.first = first;
    this.rest = rest;
  }

  /** The places in the order in which they are to be tried, at least one. */
  static BlobSource of(List<BlobSource> places) {
    return places.size() == 1
        ? places.get(0)
        : new AlternativeBlob(places.get(0), List.copyOf(places.subList(1, places.size())));
  }

  @Override
  public Optional<BlobSource> otherwise() {
    return first
        .otherwise()
        .<BlobSource>map(next -> new AlternativeBlob(next, rest))
        .or(() -> rest.isEmpty() ? Optional.empty() : Optional.of(of(rest)));
  }

  @Override
  public Descriptor descriptor() {
    return first.descriptor();
  }

  @Override
  public InputStream open(long offset, long length) throws IOException {
    return first.open(offset, length);
  }

  @Override
  public InputStream openVerified() throws IOException {
    return first.openVerified();
  }

  @Override
  public Optional<Path> file() {
    return first.file();
  }

  @Override
  public boolean parallel() {
    return first.parallel();
  }

  @Override
  public Optional<RegistryLocation> registry() {
    return first.registry();
  }

  @Override
  public String toString() {
    return first.toString();
  }
}
