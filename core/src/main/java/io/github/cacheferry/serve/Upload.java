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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
  private final BlockFile placed;
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
    this.placed = new BlockFile(directory.resolve("blocks"));
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
    OptionalLong place = placed.claim(block, length);
    if (place.isPresent()) {
      putBlock(block, body, length, place.getAsLong());
      return;
    }
    Path staged = receive(body, length);
    synchronized (this) {
      checkOpen();
      checkLength(block);
      move(staged, file(block));
      placed.forget(block);
      blocks.add(block);
    }
  }

  private void putBlock(BlockId block, InputStream body, long length, long from)
      throws IOException {
    try (FileChannel to = open(placed.path())) {
      BodyCopy.of(
          body, length, (bytes, n, at) -> placed.write(() -> write(to, bytes, n, from + at)));
    }
    synchronized (this) {
      checkOpen();
      checkLength(block);
      placed.arrived(block, from, length);
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

  /** Brings the blocks together; those that are needed no more are gone then. */
  private long join(List<BlockId> list, Path whole) throws IOException {
    placed.seal();
    var pieces = new ArrayList<BlockFile.Piece>(list.size());
    for (BlockId block : list) {
      pieces.add(piece(block));
    }
    boolean inPlace = placed.fits(pieces);
    if (inPlace) {
      move(placed.path(), whole);
    }
    // Else a blob would for a while take twice its room on the disk.
    boolean once = Set.copyOf(list).size() == list.size();
    try (FileChannel to = open(whole)) {
      for (BlockFile.Piece piece : pieces) {
        boolean own = !piece.file().equals(placed.path());
        if (inPlace && !own) {
          to.position(to.position() + piece.length());
          continue;
        }
        append(piece, to);
        if (once && own) {
          Trees.deleteFile(piece.file());
        }
      }
      return to.truncate(to.position()).position();
    }
  }

  private BlockFile.Piece piece(BlockId block) throws StorageFailure {
    Optional<BlockFile.Piece> there = placed.piece(block);
    try {
      return there.isPresent()
          ? there.get()
          : new BlockFile.Piece(file(block), 0, Files.size(file(block)));
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  private void append(BlockFile.Piece piece, FileChannel to) throws StorageFailure {
    try (FileChannel from = FileChannel.open(piece.file())) {
      long at = piece.from();
      long end = at + piece.length();
      while (at < end) {
        at += from.transferTo(at, end - at, to);
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

  private Path file(BlockId block) {
    return directory.resolve("block-" + block.hex());
  }

  private Path receive(InputStream body, long length) throws IOException {
    Path file = temporary();
    boolean done = false;
    try (FileChannel to = open(file)) {
      BodyCopy.of(body, length, (bytes, n, at) -> write(to, bytes, n, at));
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
    placed.seal();
    Trees.deleteFile(placed.path());
    for (BlockId block : blocks) {
      Trees.deleteFile(file(block));
      placed.forget(block);
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
