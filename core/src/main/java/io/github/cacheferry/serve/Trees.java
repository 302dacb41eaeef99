package io.github.cacheferry.serve;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Deleting, and forcing to the disk, what the server keeps. */
final class Trees {
  /** Windows has no handle on a directory that could be forced, and needs none. */
  private static final boolean DIRECTORIES_ARE_FORCED = File.separatorChar == '/';

  private Trees() {}

  /** Deletes a directory with all that is in it; nothing happens if it is not there. */
  static void delete(Path directory) throws StorageFailure {
    try {
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
          for (Path child : children) {
            delete(child);
          }
        }
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  /** Deletes a file; nothing happens if it is not there. */
  static void deleteFile(Path file) throws StorageFailure {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  /** Makes the names in a directory survive a power cut. */
  static void force(Path directory) throws IOException {
    if (DIRECTORIES_ARE_FORCED) {
      try (FileChannel channel = FileChannel.open(directory)) {
        channel.force(true);
      }
    }
  }
}
