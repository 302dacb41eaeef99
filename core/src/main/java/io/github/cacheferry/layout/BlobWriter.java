package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A blob on its way into a layout: a temporary file that takes the blob's name once all bytes are
 * there and are the right ones. Closing it before leaves nothing.
 *
 * <p>The bytes come either in order, by {@link #append}, or in any order and from several threads,
 * by {@link #write}; then somebody has to call {@link #hashUpTo} as they become complete.
 */
public final class BlobWriter implements AutoCloseable {
  private final OciLayout layout;
  private final Descriptor blob;
  private final Path temporary;
  private final FileChannel channel;
  private final MessageDigest hash = Digest.newHash();
  private long hashed;

  private BlobWriter(OciLayout layout, Descriptor blob, Path temporary, FileChannel channel) {
    this.layout = layout;
    this.blob = blob;
    this.temporary = temporary;
    this.channel = channel;
  }

  static BlobWriter create(OciLayout layout, Descriptor blob, Path temporary)
      throws CacheException {
    try {
      return new BlobWriter(
          layout,
          blob,
          temporary,
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw DiskTrouble.of("write " + blob.digest(), layout.root(), e);
    }
  }

  /** Adds the next bytes. */
  public void append(byte[] buffer, int length) throws CacheException {
    write(hashed, buffer, length);
    hash.update(buffer, 0, length);
    hashed += length;
  }

  /** Writes bytes at their place. Safe for use by many threads. */
  public void write(long position, byte[] buffer, int length) throws CacheException {
    if (position + length > blob.size()) {
      throw wrong("it has more than the " + blob.size() + " bytes that it should have");
    }
    ByteBuffer left = ByteBuffer.wrap(buffer, 0, length);
    try {
      while (left.hasRemaining()) {
        channel.write(left, position + left.position());
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Hashes the bytes up to this position, all of which were written. They come from memory: the
   * system wrote them a moment ago. For one thread at a time.
   */
  public void hashUpTo(long end, byte[] buffer) throws CacheException {
    try {
      while (hashed < end) {
        ByteBuffer into = ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, end - hashed));
        int n = channel.read(into, hashed);
        if (n < 0) {
          throw new IOException("the temporary file was truncated by another process");
        }
        hash.update(buffer, 0, n);
        hashed += n;
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Checks the blob and stores it.
   *
   * @throws CacheException.Corrupt if its bytes are not those of the descriptor
   */
  public void commit() throws CacheException {
    if (hashed != blob.size()) {
      throw wrong("it has " + hashed + " bytes, and should have " + blob.size());
    }
    Digest actual = Digest.of(hash);
    if (!actual.equals(blob.digest())) {
      throw wrong("its bytes have the digest " + actual);
    }
    try {
      channel.force(false);
      channel.close();
      DurableFiles.makeReadOnly(temporary);
      DurableFiles.move(temporary, layout.blob(blob.digest()));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() throws CacheException {
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw DiskTrouble.of("remove " + temporary, layout.root(), e);
    }
  }

  private CacheException failed(IOException e) {
    return DiskTrouble.of("write " + blob.digest(), layout.root(), e);
  }

  private CacheException.Corrupt wrong(String reason) {
    return new CacheException.Corrupt(Problem.of("copy " + blob.digest(), layout.where(), reason));
  }
}
