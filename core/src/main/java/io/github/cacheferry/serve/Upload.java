package io.github.cacheferry.serve;

import io.github.cacheferry.serve.Refusal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A reserved entry and the bytes that came for it so far. They come as ranges (v1), as one blob or
 * as blocks and a list of these (v2), from many connections at once, and go to files in a directory
 * of its own. Safe for use by many threads.
 */
final class Upload {
  private static final int BUFFER = 64 << 10;

  private final long id;
  private final EntryName name;
  private final Path directory;
  private final Path data;
  private final Clock clock;

  private final Coverage ranges = new Coverage();
  private final Set<BlockId> blocks = new HashSet<>();
  private List<BlockId> committed = List.of();
  private OptionalLong blobLength = OptionalLong.empty();
  private int temporaries;
  private volatile Instant touched;
  private volatile boolean closed;

  /**
   * @param directory made by {@link #begin}
   */
  Upload(long id, EntryName name, Path directory, Clock clock) {
    this.id = id;
    this.name = name;
    this.directory = directory;
    this.data = directory.resolve("data");
    this.clock = clock;
    this.touched = clock.instant();
  }

  long id() {
    return id;
  }

  EntryName name() {
    return name;
  }

  void begin() throws StorageFailure {
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  boolean isIdle(Duration limit) {
    return touched.plus(limit).isBefore(clock.instant());
  }

  boolean isClosed() {
    return closed;
  }

  /** Writes a range of v1; it counts once all of it came. */
  void writeRange(InputStream body, long from, long length) throws IOException {
    try (FileChannel file = open(data)) {
      byte[] buffer = new byte[BUFFER];
      long position = from;
      int n = body.readNBytes(buffer, 0, buffer.length);
      while (n > 0 && position + n <= from + length) {
        // With the lock, so that no late copy of a range writes into a finished entry.
        synchronized (this) {
          write(file, buffer, n, position);
        }
        position += n;
        n = body.readNBytes(buffer, 0, buffer.length);
      }
      if (position != from + length || n > 0) {
        throw new Refusal(Reason.INVALID, "the body is not as long as Content-Range says");
      }
    }
    synchronized (this) {
      ranges.add(from, from + length);
    }
  }

  /** Takes the whole blob in one body; it replaces what was there. */
  void putBlob(InputStream body, long length) throws IOException {
    Path whole = receive(body, length);
    synchronized (this) {
      adopt(whole, length);
      dropBlocks();
    }
  }

  /** Stages a block. */
  void putBlock(BlockId block, InputStream body, long length) throws IOException {
    checkLength(block);
    Path staged = receive(body, length);
    synchronized (this) {
      checkOpen();
      checkLength(block);
      move(staged, place(block));
      blocks.add(block);
    }
  }

  private synchronized void checkLength(BlockId block) throws BlobError {
    for (BlockId other : blocks) {
      if (!other.isAsLongAs(block)) {
        throw new BlobError(
            400, "InvalidBlobOrBlock", "All block ids of a blob must have the same length.");
      }
      return;
    }
  }

  /** Makes the blob of these blocks in this order. */
  synchronized void commit(List<BlockId> list) throws IOException {
    if (!blocks.containsAll(list)) {
      if (!list.isEmpty() && list.equals(committed)) {
        return; // asked again, since the first answer got lost
      }
      throw new BlobError(400, "InvalidBlockList", "The specified block list is invalid.");
    }
    Path whole = temporary();
    boolean done = false;
    try {
      adopt(whole, join(list, whole));
      done = true;
    } finally {
      if (!done) {
        Trees.deleteFile(whole);
      }
      dropBlocks();
    }
    committed = List.copyOf(list);
  }

  /** Writes the blocks after each other; those that are needed no more are gone then. */
  private long join(List<BlockId> list, Path whole) throws IOException {
    // Else a blob would for a while take twice its room on the disk.
    boolean once = Set.copyOf(list).size() == list.size();
    Iterator<BlockId> next = list.iterator();
    if (once && next.hasNext()) {
      move(place(next.next()), whole);
    }
    try (FileChannel to = open(whole)) {
      to.position(to.size());
      while (next.hasNext()) {
        Path block = place(next.next());
        append(block, to);
        if (once) {
          Trees.deleteFile(block);
        }
      }
      return to.position();
    }
  }

  private void append(Path block, FileChannel to) throws StorageFailure {
    try (FileChannel from = FileChannel.open(block)) {
      long size = from.size();
      long at = 0;
      while (at < size) {
        at += from.transferTo(at, size - at, to);
      }
      touched = clock.instant();
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  /**
   * Closes the upload and moves its bytes, which are on the disk then.
   *
   * @param size what must have come; else the upload stays open
   */
  synchronized void finish(long size, Path target) throws IOException {
    checkOpen();
    OptionalLong came = blobLength.isPresent() ? blobLength : ranges.length();
    if (came.isEmpty() || came.getAsLong() != size) {
      throw new Refusal(
          Reason.MISMATCH,
          "cache entry not found: "
              + (came.isEmpty() ? "nothing or not all was" : came.getAsLong() + " bytes were")
              + " uploaded, "
              + size
              + " were announced");
    }
    try (FileChannel file = open(data)) {
      closed = true;
      // What a broken-off range left beyond the end.
      file.truncate(size);
      file.force(true);
      move(data, target);
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
    Trees.delete(directory);
  }

  /** Gives the upload up. */
  synchronized void discard() throws StorageFailure {
    closed = true;
    Trees.delete(directory);
  }

  private Path place(BlockId block) {
    return directory.resolve("block-" + block.hex());
  }

  private Path receive(InputStream body, long length) throws IOException {
    Path file = temporary();
    boolean done = false;
    try (FileChannel to = open(file)) {
      byte[] buffer = new byte[BUFFER];
      long position = 0;
      for (int n = body.readNBytes(buffer, 0, BUFFER);
          n > 0;
          n = body.readNBytes(buffer, 0, BUFFER)) {
        write(to, buffer, n, position);
        position += n;
      }
      // The JDK's server ends the body without a word when the connection is cut.
      if (position != length) {
        throw new IOException("the body ended after " + position + " of " + length + " bytes");
      }
      done = true;
    } finally {
      if (!done) {
        Trees.deleteFile(file);
      }
    }
    return file;
  }

  private void write(FileChannel file, byte[] buffer, int length, long at) throws IOException {
    checkOpen();
    touched = clock.instant();
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
    try {
      for (long position = at; bytes.hasRemaining(); ) {
        position += file.write(bytes, position);
      }
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  private void adopt(Path whole, long length) throws IOException {
    checkOpen();
    move(whole, data);
    blobLength = OptionalLong.of(length);
  }

  private void dropBlocks() throws StorageFailure {
    for (BlockId block : blocks) {
      Trees.deleteFile(place(block));
    }
    blocks.clear();
  }

  private synchronized Path temporary() {
    return directory.resolve("part-" + temporaries++);
  }

  private static void move(Path from, Path to) throws StorageFailure {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  private FileChannel open(Path file) throws IOException {
    checkOpen();
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  private void checkOpen() throws BlobError {
    if (closed) {
      throw BlobError.finished();
    }
  }
}
