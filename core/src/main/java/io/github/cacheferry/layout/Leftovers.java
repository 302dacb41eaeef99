package io.github.cacheferry.layout;

import io.github.cacheferry.cache.TransferListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The temporary files of runs that were killed. They lie in {@code ingest}, where BuildKit has its
 * own unfinished blobs; ours are known by their names, and dead ones by their age.
 */
final class Leftovers {
  static final String PREFIX = "cacheferry-";
  static final String SUFFIX = ".tmp";

  private static final Duration DEAD = Duration.ofDays(1);

  private Leftovers() {}

  /** Where temporary files lie. */
  static Path directory(OciLayout layout) {
    return layout.root().resolve("ingest");
  }

  /** Removes ours that are so old that no run can be writing them; a failure is only told. */
  static void remove(OciLayout layout, TransferListener listener) {
    Instant dead = Instant.now().minus(DEAD);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory(layout), PREFIX + "*" + SUFFIX)) {
      for (Path file : files) {
        if (isOlder(file, dead)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      listener.warned(
          "could not remove old temporary files from "
              + directory(layout)
              + ": "
              + DiskTrouble.reason(e));
    }
  }

  private static boolean isOlder(Path file, Instant than) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(than);
    } catch (NoSuchFileException e) {
      return false; // its run has just finished it
    }
  }
}
