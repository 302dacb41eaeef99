package io.github.cacheferry.registry;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A blob's bytes from some offset on, as the body of one request. Where they do not come from a
 * file, they are checked on the way, if all of them are sent: a source that is corrupt breaks the
 * request off.
 */
final class SourceBody extends RequestBody {
  private static final int BUFFER = 256 << 10;
  private static final MediaType BYTES = MediaType.get("application/octet-stream");

  private final BlobSource source;
  private final long offset;
  private final CountOnce progress;
  private volatile @Nullable IOException failure;

  SourceBody(BlobSource source, long offset, CountOnce progress) {
    this.source = source;
    this.offset = offset;
    this.progress = progress;
  }

  /** Why the source could not be read, which then is why the request failed. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public MediaType contentType() {
    return BYTES;
  }

  @Override
  public long contentLength() {
    return source.descriptor().size() - offset;
  }

  /** Sending it again is for our own retry to decide. */
  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    ByteCount count = progress.from(offset);
    Optional<Path> file = source.file();
    if (file.isPresent()) {
      writeFile(file.get(), sink, count);
    } else {
      writeStream(sink, count);
    }
  }

  private void writeFile(Path file, BufferedSink sink, ByteCount count) throws IOException {
    try (FileChannel channel = opened(() -> FileChannel.open(file, StandardOpenOption.READ))) {
      byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, contentLength()))];
      long position = offset;
      long end = source.descriptor().size();
      while (position < end) {
        long from = position;
        int most = (int) Math.min(buffer.length, end - position);
        int n = opened(() -> channel.read(ByteBuffer.wrap(buffer, 0, most), from));
        position += send(sink, buffer, n, end - position);
        count.moved(n);
      }
    }
  }

  private void writeStream(BufferedSink sink, ByteCount count) throws IOException {
    try (InputStream in =
        opened(() -> offset == 0 ? source.openVerified() : source.open(offset, contentLength()))) {
      byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, contentLength()))];
      long left = contentLength();
      while (left > 0) {
        int most = (int) Math.min(buffer.length, left);
        int n = opened(() -> in.read(buffer, 0, most));
        left -= send(sink, buffer, n, left);
        count.moved(n);
      }
    }
  }

  private int send(BufferedSink sink, byte[] buffer, int n, long left) throws IOException {
    if (n < 0) {
      var e = new EOFException(source + " ends " + left + " bytes too early");
      failure = e;
      throw e;
    }
    sink.write(buffer, 0, n);
    return n;
  }

  /** Tells the source's failures from the connection's. */
  private <T> T opened(Read<T> read) throws IOException {
    try {
      return read.run();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @FunctionalInterface
  private interface Read<T> {
    T run() throws IOException;
  }
}
