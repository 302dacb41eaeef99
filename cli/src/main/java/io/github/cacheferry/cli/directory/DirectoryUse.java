package io.github.cacheferry.cli.directory;

import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A run's hold on its own directory. All runs lock the byte of one file that is numbered like their
 * build's key, together; who removes a directory locks its byte alone, without waiting, and only
 * for as long as it takes to rename it. A run that was killed has no lock any more.
 */
public final class DirectoryUse implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Longer than a rename takes; who is stopped in the middle of it must not stop us. */
  private static final int TRIES = 200;

  private final OwnDirectory own;
  private final Optional<FileChannel> locks;

  private DirectoryUse(OwnDirectory own, Optional<FileChannel> locks) {
    this.own = own;
    this.locks = locks;
  }

  /**
   * Begins to use it, whether it is there or not. Where nothing can be locked, nothing will be
   * removed either.
   */
  public static DirectoryUse begin(OwnDirectory own) {
    Optional<FileChannel> locks = Optional.empty();
    try {
      locks = Optional.of(open(own));
      share(locks.get(), own.key());
      for (Path used : List.of(own.path(), own.beside("-" + own.key() + OwnDirectory.TARGETS))) {
        if (Files.isDirectory(used)) {
          Files.setLastModifiedTime(used, FileTime.from(Instant.now()));
        }
      }
    } catch (IOException e) {
      tell("could not hold " + own.path(), e);
    }
    return new DirectoryUse(own, locks);
  }

  /**
   * Removes what runs have made for other builds and none has used for so long.
   *
   * @param stop when to leave the rest to the next run
   */
  public Removed removeUnused(Duration unused, Cancellation stop) {
    var removed = new Removed(0, 0);
    if (locks.isEmpty()) {
      return removed;
    }
    try {
      Instant since = Instant.now().minus(unused);
      for (Map.Entry<String, List<OwnFiles.Entry>> build : others().entrySet()) {
        if (stop.reason().isPresent()) {
          return removed;
        }
        List<Path> taken = take(locks.get(), build.getKey(), build.getValue(), since);
        if (!taken.isEmpty()) {
          removed = removed.and(delete(taken, stop));
        }
      }
    } catch (IOException e) {
      tell("could not look for directories that no run uses beside " + own.path(), e);
    }
    return removed;
  }

  @Override
  public void close() {
    try {
      if (locks.isPresent()) {
        locks.get().close();
      }
    } catch (IOException e) {
      tell("could not let go of " + own.path(), e);
    }
  }

  private static FileChannel open(OwnDirectory own) throws IOException {
    Path file = own.beside(LOCK);
    Path parent = file.resolveSibling("");
    if (!Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    return FileChannel.open(
        file,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.CREATE,
        LinkOption.NOFOLLOW_LINKS);
  }

  private static void share(FileChannel locks, String key) throws IOException {
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        if (locks.tryLock(place(key), 1, true) != null) {
          return;
        }
      } catch (OverlappingFileLockException e) {
        return; // another run in this process holds it
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static long place(String key) {
    return Long.parseLong(key, 16);
  }

  /** What there is of other builds, by their keys. */
  private Map<String, List<OwnFiles.Entry>> others() throws IOException {
    String usual = own.usual().getFileName().toString();
    var others = new LinkedHashMap<String, List<OwnFiles.Entry>>();
    for (Path path : OwnFiles.children(own.usual().resolveSibling(""))) {
      Optional<OwnName> name = OwnName.of(usual, path.getFileName().toString());
      if (name.isPresent() && !name.get().key().equals(own.key())) {
        List<OwnFiles.Entry> entries = others.getOrDefault(name.get().key(), new ArrayList<>());
        entries.add(new OwnFiles.Entry(path, name.get()));
        others.put(name.get().key(), entries);
      }
    }
    return others;
  }

  /** Gives what is too old names under which no run looks for it; the new names. */
  private List<Path> take(
      FileChannel locks, String key, List<OwnFiles.Entry> entries, Instant since) {
    var taken = new ArrayList<Path>();
    try {
      if (OwnFiles.areInUse(entries, since)) {
        return taken;
      }
      try (FileLock alone = locks.tryLock(place(key), 1, false)) {
        for (Path path :
            alone == null ? List.<Path>of() : OwnFiles.of(entries).unusedSince(since)) {
          taken.add(Files.move(path, own.beside("-" + key + OwnName.REMOVED + number())));
        }
      }
    } catch (OverlappingFileLockException e) {
      return taken; // a run in this process uses it
    } catch (IOException e) {
      tell("leaves what runs made for the build " + key, e);
    }
    return taken;
  }

  private static String number() {
    return Long.toUnsignedString(ThreadLocalRandom.current().nextLong());
  }

  private static Removed delete(List<Path> taken, Cancellation stop) {
    long bytes = 0;
    for (Path path : taken) {
      bytes += DeletedTree.delete(path, () -> stop.reason().isPresent());
    }
    return new Removed(1, bytes);
  }

  private static void tell(String what, IOException why) {
    System.getLogger(DirectoryUse.class.getName()).log(System.Logger.Level.DEBUG, what, why);
  }

  /**
   * What was removed.
   *
   * @param builds of how many builds
   * @param bytes how many bytes of files
   */
  public record Removed(int builds, long bytes) {
    private Removed and(Removed more) {
      return new Removed(builds + more.builds, bytes + more.bytes);
    }
  }
}
