package io.github.cacheferry.importers.local;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.BoundedStream;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.layout.DiskTrouble;
import io.github.cacheferry.layout.OciLayout;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A blob in a layout. */
final class LocalBlob implements BlobSource {
  private final Path directory;
  private final Descriptor descriptor;
  private final String where;

  LocalBlob(Path directory, Descriptor descriptor, String where) {
    this.directory = directory;
    this.descriptor = descriptor;
    this.where = where;
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public InputStream open(long offset, long length) throws IOException {
    String action = "read " + descriptor.digest();
    Path file =
        find()
            .orElseThrow(
                () ->
                    new CacheException.NotFound(
                        new Problem(
                            action,
                            where,
                            "it is not there with its " + descriptor.size() + " bytes",
                            "Export the cache again.")));
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      return new BoundedStream(Channels.newInputStream(channel.position(offset)), length);
    } catch (IOException e) {
      throw DiskTrouble.of(action, directory, e);
    }
  }

  @Override
  public Optional<Path> file() {
    try {
      return find();
    } catch (CacheException e) {
      return Optional.empty(); // opening the blob meets the same failure, and can tell it
    }
  }

  private Optional<Path> find() throws CacheException {
    Optional<OciLayout> layout = OciLayout.find(directory);
    return layout.isPresent() ? layout.get().file(descriptor) : Optional.empty();
  }

  @Override
  public String toString() {
    return where;
  }
}
