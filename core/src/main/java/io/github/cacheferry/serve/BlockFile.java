package io.github.cacheferry.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The file in which blocks come to lie where they belong in the blob, so that nothing is copied
 * when their list comes. The clients number the blocks in their names, and all but the last have
 * the same size; a block that does not fit into that, or comes a second time, is to have a file of
 * its own. Safe for use by many threads.
 */
final class BlockFile {
  /** The clients' blocks are whole mebibytes, but for the last. */
  private static final long UNIT = 1 << 20;

  private final Path path;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private final Set<Long> claimed = new HashSet<>();
  private final Map<BlockId, Piece> arrived = new HashMap<>();
  private long step;
  private volatile boolean sealed;

  BlockFile(Path path) {
    this.path = path;
  }

  /**
   * Bytes of a file.
   *
   * @param from the first one
   */
  record Piece(Path file, long from, long length) {}

  Path path() {
    return path;
  }

  /** Where this block's bytes go; empty if it is to have a file of its own. */
  synchronized OptionalLong claim(BlockId block, long length) {
    OptionalLong number = block.number();
    if (sealed || number.isEmpty()) {
      return OptionalLong.empty();
    }
    if (step == 0 && (number.getAsLong() == 0 || length % UNIT == 0)) {
      step = length;
    }
    if (length == 0 || length > step || !claimed.add(number.getAsLong())) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(number.getAsLong() * step);
  }

  /** Writes, unless the blob was made in the meantime: it must not change any more. */
  void write(Writing writing) throws IOException {
    use.readLock().lock();
    try {
      if (sealed) {
        throw BlobError.finished();
      }
      writing.write();
    } finally {
      use.readLock().unlock();
    }
  }

  /** All of a block has been written at the place that it had claimed. */
  synchronized void arrived(BlockId block, long from, long length) throws BlobError {
    if (sealed) {
      throw BlobError.finished();
    }
    arrived.put(block, new Piece(path, from, length));
  }

  /** The block is in another file now. */
  synchronized void forget(BlockId block) {
    arrived.remove(block);
  }

  /** The block, if it is in this file. */
  synchronized Optional<Piece> piece(BlockId block) {
    return Optional.ofNullable(arrived.get(block));
  }

  /** Whether the pieces of this file are where they belong in a blob of all these. */
  boolean fits(List<Piece> pieces) {
    boolean any = false;
    long at = 0;
    for (Piece piece : pieces) {
      if (piece.file().equals(path)) {
        if (piece.from() != at) {
          return false;
        }
        any = true;
      }
      at += piece.length();
    }
    return any;
  }

  /** Ends all writing; blocks that come later have files of their own. */
  void seal() {
    use.writeLock().lock();
    try {
      sealed = true;
    } finally {
      use.writeLock().unlock();
    }
  }

  /** A write into the file. */
  @FunctionalInterface
  interface Writing {
    void write() throws IOException;
  }
}
