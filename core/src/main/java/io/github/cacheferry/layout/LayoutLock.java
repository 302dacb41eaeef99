package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The right to change a layout's {@code index.json}: BuildKit's {@code flock} on {@code
 * index.json.lock}, and a Java lock on the same file for the case that this system lets us take no
 * {@code flock}. The file is removed when the lock is closed, as BuildKit does.
 */
final class LayoutLock implements AutoCloseable {
  static final String ACTION = "lock index.json";

  /**
   * The lock files that this process holds. A POSIX lock belongs to the process: a second thread
   * that only opened and closed the file would release it, so it must not get so far.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final byte[] END = {'\n'};
  private static final long LONGEST_MARK = 1 << 20;

  private final Path root;
  private final Path file;
  private Optional<FileChannel> channel = Optional.empty();
  private Optional<FlockProcess> flock = Optional.empty();

  private LayoutLock(Path root, Path file) {
    this.root = root;
    this.file = file;
  }

  /**
   * Takes the lock, waiting for whoever holds it.
   *
   * @param root the layout's real path
   * @throws CacheException.Denied if the directory cannot be written
   * @throws CacheException.Unavailable if the lock did not come free in time
   */
  static LayoutLock take(Path root, Patience patience, Cancellation cancellation)
      throws CacheException {
    Path file = file(root);
    long start = System.nanoTime();
    for (int tries = 0; true; tries++) {
      Optional<LayoutLock> lock = tryTake(root, file, patience.flock(), cancellation);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() - start >= patience.limit().toNanos()) {
        throw LockHolder.busy(root, holder(file), patience.limit());
      }
      Patience.sleep(patience.pause(tries), ACTION, cancellation);
    }
  }

  /** The lock's file. */
  static Path file(Path root) {
    return root.resolve(OciLayout.INDEX + ".lock");
  }

  /** The layout that is locked. */
  OciLayout layout() {
    return new OciLayout(root);
  }

  @Override
  public void close() throws CacheException {
    // The file goes while it is still locked: whoever waits for it then sees that it is another.
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw DiskTrouble.of("remove " + file.getFileName(), root, e);
    } finally {
      release();
    }
  }

  private static Optional<LayoutLock> tryTake(
      Path root, Path file, String program, Cancellation cancellation) throws CacheException {
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    var lock = new LayoutLock(root, file);
    boolean taken = false;
    try {
      taken = lock.tryBoth(program, cancellation);
      return taken ? Optional.of(lock) : Optional.empty();
    } catch (IOException e) {
      throw DiskTrouble.of(ACTION, root, e);
    } finally {
      if (!taken) {
        lock.release();
      }
    }
  }

  private boolean tryBoth(String program, Cancellation cancellation) throws IOException {
    FileChannel opened =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    channel = Optional.of(opened);
    if (opened.tryLock() == null) {
      return false;
    }
    FlockProcess.Attempt attempt = FlockProcess.tryLock(program, file, cancellation);
    if (attempt instanceof FlockProcess.Attempt.Locked locked) {
      flock = Optional.of(locked.lock());
    }
    return !(attempt instanceof FlockProcess.Attempt.Busy) && isStillThere(opened);
  }

  /**
   * Whether the path still names the file that was locked, which its last holder may have removed:
   * it does if a length that we give to the one is seen at the other. Opening the path instead, to
   * read what we wrote, would release Java's lock when it is closed.
   */
  private boolean isStillThere(FileChannel opened) throws IOException {
    byte[] mark = LockHolder.mark();
    opened.truncate(0).write(ByteBuffer.wrap(mark), 0);
    long length = mark.length + ThreadLocalRandom.current().nextLong(1, LONGEST_MARK);
    opened.write(ByteBuffer.wrap(END), length - 1);
    try {
      return Files.size(file) == length;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Who holds the lock, as far as can be told. */
  private static String holder(Path file) {
    if (!HELD.add(file)) {
      return "this process";
    }
    try {
      return LockHolder.read(file);
    } finally {
      HELD.remove(file);
    }
  }

  private void release() throws CacheException {
    try {
      flock.ifPresent(FlockProcess::close);
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException e) {
      throw DiskTrouble.of("release " + file.getFileName(), root, e);
    } finally {
      HELD.remove(file);
    }
  }
}
