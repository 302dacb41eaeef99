package io.github.cacheferry.cache;

import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A blob that was read once into a temporary file, because several targets want it and its source
 * is far away. The file goes when this is closed.
 */
public final class SpooledBlob implements BlobSource, AutoCloseable {
  private final Descriptor descriptor;
  private final Path file;

  private SpooledBlob(Descriptor descriptor, Path file) {
    this.descriptor = descriptor;
    this.file = file;
  }

  /**
   * Reads the source into a file, checking it.
   *
   * @throws CacheException.Corrupt if the bytes are not those of the descriptor
   */
  public static SpooledBlob of(BlobSource source) throws IOException {
    Path file = Files.createTempFile("cacheferry-", ".blob");
    var spool = new SpooledBlob(source.descriptor(), file);
    try (InputStream in = source.openVerified();
        var out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[128 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
      // A target on this disk may link the file: it must look like a stored blob, which nobody
      // writes to.
      if (!file.toFile().setReadable(true, false) || !file.toFile().setReadOnly()) {
        throw new IOException("could not make " + file + " read-only");
      }
      return spool;
    } catch (IOException e) {
      spool.close();
      throw e;
    }
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public InputStream open(long offset, long length) throws IOException {
    FileChannel channel = FileChannel.open(file);
    return new BoundedStream(Channels.newInputStream(channel.position(offset)), length);
  }

  @Override
  public Optional<Path> file() {
    return Optional.of(file);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
