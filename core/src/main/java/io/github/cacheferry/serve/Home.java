package io.github.cacheferry.serve;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;

/** The server's directory, which one server has at a time, and the key that is kept in it. */
final class Home implements AutoCloseable {
  private static final int KEY_BYTES = 32;
  private static final String LOCK = "lock";
  private static final boolean POSIX = File.separatorChar == '/';

  private final FileChannel lock;

  private Home(FileChannel lock) {
    this.lock = lock;
  }

  /** Makes the directory if need be and keeps other servers out of it until this is closed. */
  static Home open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, mode("rwx------"));
    }
    checkOwn(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new CacheException.Unavailable(
          Problem.of("serve the Actions cache", directory.toString(), "another server uses it")
              .advise("Stop that one, or choose another directory."));
    }
    return new Home(channel);
  }

  /** What is in these directories and not of this server's making is deleted when it starts. */
  private static void checkOwn(Path directory) throws CacheException.Usage {
    for (String name : List.of(CacheStore.ENTRIES, CacheStore.UPLOADS)) {
      if (Files.exists(directory.resolve(name)) && !Files.exists(directory.resolve(LOCK))) {
        throw new CacheException.Usage(
            Problem.of(
                    "serve the Actions cache",
                    directory.toString(),
                    "it has a directory " + name + " that no such server made")
                .advise("Name an empty directory, or one that does not exist yet."));
      }
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** The key that URLs are signed with: made once, so that they stay valid over a restart. */
  static byte[] key(Path directory) throws IOException {
    Path file = directory.resolve("signing-key");
    if (Files.exists(file) && Files.size(file) == KEY_BYTES) {
      return Files.readAllBytes(file);
    }
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path half = Files.createTempFile(directory, "signing-key", ".half", mode("rw-------"));
    try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(key);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Trees.force(directory);
    return key;
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Lets others have the directory. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
