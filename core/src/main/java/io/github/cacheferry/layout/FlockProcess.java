package io.github.cacheferry.layout;

import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A BSD {@code flock(2)} on a file, which BuildKit takes and Java cannot: Java's file locks are
 * {@code fcntl(2)} locks, and on Linux neither kind sees the other. The program {@code flock} holds
 * it for a child that copies its input to its output until we close the pipe, or until we die.
 */
final class FlockProcess implements AutoCloseable {
  /** What {@code flock -n} says if another holds the lock, in util-linux and in BusyBox. */
  private static final int HELD_BY_ANOTHER = 1;

  private final Process process;

  private FlockProcess(Process process) {
    this.process = process;
  }

  /**
   * Tries once to lock the file.
   *
   * @param program the program's name or path
   */
  static Attempt tryLock(String program, Path file, Cancellation cancellation) throws IOException {
    if (isOneKind(file)) {
      return new Attempt.Impossible();
    }
    Process process;
    try {
      process =
          new ProcessBuilder(List.of(program, "-n", file.toString(), "cat"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return new Attempt.Impossible(); // there is no such program here: macOS, a bare container
    }
    var lock = new FlockProcess(process);
    Cancellation.Registration woken = cancellation.onCancel(process::destroyForcibly);
    try {
      if (lock.answers()) {
        return new Attempt.Locked(lock);
      }
      lock.close();
      int code = process.waitFor();
      cancellation.check(LayoutLock.ACTION); // it may be us who killed it
      return code == HELD_BY_ANOTHER ? new Attempt.Busy() : new Attempt.Impossible();
    } catch (InterruptedException e) {
      lock.close();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      woken.close();
    }
  }

  /**
   * Whether both kinds of lock are one on this file: on NFS and SMB Linux turns them into the same
   * lock of the server, on the BSDs and macOS the kernel does. Then Java's lock is enough, and the
   * child's would wait for ours.
   */
  private static boolean isOneKind(Path file) throws IOException {
    if (!Files.exists(Path.of("/proc/self"))) {
      return true;
    }
    String type = Files.getFileStore(file).type().toLowerCase(Locale.ROOT);
    return type.startsWith("nfs") || type.startsWith("cifs") || type.startsWith("smb");
  }

  /** The child runs only once the lock is held: then it returns the byte that we send. */
  private boolean answers() {
    try {
      OutputStream to = process.getOutputStream();
      to.write('\n');
      to.flush();
      InputStream from = process.getInputStream();
      return from.read() == '\n';
    } catch (IOException e) {
      return false; // the pipe broke because the program ended without starting the child
    }
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy(); // the pipe is broken: nobody reads it any more
    }
  }

  /** How an attempt to lock ended. */
  sealed interface Attempt {
    /** The lock is held until it is closed. */
    record Locked(FlockProcess lock) implements Attempt {}

    /** Another process holds it. */
    record Busy() implements Attempt {}

    /** There is no such lock here, or none besides Java's. */
    record Impossible() implements Attempt {}
  }
}
