package io.github.cacheferry.exporters.local;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.model.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A blob of random bytes that remembers how it was read, and ends early where it is told to. */
class FakeBlob implements BlobSource {
  final byte[] bytes;
  final Descriptor descriptor;
  final List<Long> opened = new CopyOnWriteArrayList<>();
  private Optional<Path> file = Optional.empty();
  private boolean parallel;
  private long end = Long.MAX_VALUE;

  FakeBlob(int size) {
    bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    descriptor = Descriptor.of("layer", bytes);
  }

  FakeBlob parallelly() {
    parallel = true;
    return this;
  }

  FakeBlob endingAt(long offset) {
    end = offset;
    return this;
  }

  FakeBlob in(Path path) {
    file = Optional.of(path);
    return this;
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public InputStream open(long offset, long length) throws IOException {
    opened.add(offset);
    long available = Math.max(0, Math.min(length, end - offset));
    return new ByteArrayInputStream(bytes, (int) offset, (int) available);
  }

  @Override
  public Optional<Path> file() {
    return file;
  }

  @Override
  public boolean parallel() {
    return parallel;
  }

  @Override
  public String toString() {
    return "fake blob";
  }
}
