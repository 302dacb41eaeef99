package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** What a failure of the file system means to the user. */
public final class DiskTrouble {
  private static final long NEXT_TO_NOTHING = 64 * 1024;

  private DiskTrouble() {}

  /**
   * The failure as a {@link CacheException}: denied, unavailable (a full disk), or cancelled. One
   * that is such an exception already is returned as it is.
   *
   * @param action what was tried
   * @param directory the layout in which it was tried
   */
  public static CacheException of(String action, Path directory, IOException failure) {
    if (failure instanceof CacheException known) {
      return known;
    }
    if (failure instanceof ClosedByInterruptException
        || failure instanceof InterruptedIOException) {
      return Cancellation.cancelled(action, Cancellation.Reason.INTERRUPTED);
    }
    Problem problem = Problem.of(action, "local " + directory, reason(failure));
    if (isDenied(directory, failure)) {
      return new CacheException.Denied(
          problem.advise("Check the directory's owner and mode, and how it is mounted."), failure);
    }
    if (isFull(directory, failure)) {
      return new CacheException.Unavailable(
          problem.advise("Free some space or name a directory on another disk."), failure);
    }
    return new CacheException.Unavailable(problem, failure);
  }

  /** Whether writing there is forbidden, so that trying again is pointless. */
  static boolean isDenied(Path directory, IOException failure) {
    return failure instanceof AccessDeniedException
        || says(failure, "Operation not permitted", "Read-only file system")
        || (failure instanceof FileSystemException && isReadOnlyStore(directory));
  }

  /** What went wrong, without the exception's name. */
  static String reason(IOException failure) {
    String file =
        failure instanceof FileSystemException known && known.getFile() != null
            ? known.getFile() + ": "
            : "";
    if (failure instanceof AccessDeniedException) {
      return file + "permission denied";
    }
    if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
      return file + "there is a file where a directory should be";
    }
    if (failure instanceof NoSuchFileException) {
      return file + "there is no such file or directory";
    }
    if (failure instanceof FileSystemException known && known.getReason() != null) {
      return file + known.getReason();
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /** The messages of the C library may be in the user's language: then the free space tells. */
  private static boolean isFull(Path directory, IOException failure) {
    if (says(failure, "No space left", "quota exceeded")) {
      return true;
    }
    return existing(directory)
        .map(
            place -> {
              try {
                FileStore store = Files.getFileStore(place);
                // A file system without any space, like /proc, is not full.
                return store.getTotalSpace() > 0 && store.getUsableSpace() < NEXT_TO_NOTHING;
              } catch (IOException e) {
                failure.addSuppressed(e);
                return false;
              }
            })
        .orElse(false);
  }

  private static boolean isReadOnlyStore(Path directory) {
    return existing(directory)
        .map(
            place -> {
              try {
                return Files.getFileStore(place).isReadOnly();
              } catch (IOException e) {
                return false; // it cannot be asked, so the failure itself has to speak
              }
            })
        .orElse(false);
  }

  private static Optional<Path> existing(Path directory) {
    for (Path at = directory.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private static boolean says(IOException failure, String... texts) {
    String message = String.valueOf(failure.getMessage());
    for (String text : texts) {
      if (message.contains(text)) {
        return true;
      }
    }
    return false;
  }
}
