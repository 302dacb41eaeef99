package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.http.Retry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a range of a blob. When the connection breaks it is opened again at the next byte;
 * bytes that have flowed give the attempts back.
 */
final class BlobStream extends InputStream {
  private final RegistryBlob blob;
  private final long end;
  private final Retry.Round round;
  private long position;
  private long until;
  private @Nullable InputStream in;

  BlobStream(RegistryBlob blob, long offset, long length, Retry.Round round) {
    this.blob = blob;
    this.position = offset;
    this.end = Math.addExact(offset, length);
    this.round = round;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    while (position < end) {
      try {
        int n = readOnce(buffer, offset, length);
        if (n > 0) {
          position += n;
          round.progress();
          return n;
        }
      } catch (IOException e) {
        close();
        waitAfter(e);
      }
    }
    close();
    return -1;
  }

  /** Some bytes, or none where a server has sent less of the range than it was asked for. */
  private int readOnce(byte[] buffer, int offset, int length) throws IOException {
    InputStream open = in;
    if (open == null) {
      round.ready();
      BlobGet.Opened opened = blob.connect(position, end);
      open = opened.in();
      in = open;
      until = opened.until();
    }
    int n = open.read(buffer, offset, (int) Math.min(length, until - position));
    if (n < 0) {
      throw new EOFException("the body ended at byte " + position + " of " + end);
    }
    if (position + n == until && until < end) {
      close();
    }
    return n;
  }

  private void waitAfter(IOException failure) throws CacheException {
    try {
      round.failed(failure);
    } catch (IOException e) {
      throw blob.explain(e);
    }
  }

  @Override
  public void close() throws IOException {
    InputStream open = in;
    in = null;
    if (open != null) {
      open.close();
    }
  }
}
