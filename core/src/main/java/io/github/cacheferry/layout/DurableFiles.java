package io.github.cacheferry.layout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Writing so that a power cut leaves the old or the new, and nothing between. */
final class DurableFiles {
  private static final String READ_ONLY = "r--r--r--";

  private DurableFiles() {}

  /** Replaces the file by these bytes, by way of a file beside it. */
  static void replace(Path file, Path temporary, byte[] bytes) throws IOException {
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      move(temporary, file);
      syncDirectory(file.resolveSibling("."));
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Gives the file its final name; who looks there sees the old file or the new one. */
  static void move(Path temporary, Path file) throws IOException {
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Makes the names in the directory survive a power cut. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Gives the file BuildKit's mode for blobs, 0444, where files have modes. */
  static void makeReadOnly(Path file) throws IOException {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(READ_ONLY));
    }
  }
}
