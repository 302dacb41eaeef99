package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Deletes the blobs that no entry of the index leads to. Nothing else ever deletes from BuildKit's
 * local caches. What goes wrong is told and stops nothing: the cache is published by then.
 */
final class LayoutReset {
  private final OciLayout layout;
  private final TransferListener listener;

  LayoutReset(OciLayout layout, TransferListener listener) {
    this.layout = layout;
    this.listener = listener;
  }

  /** Deletes; the layout's lock is held. */
  void run(LayoutIndex index) {
    Set<Digest> kept;
    try {
      kept = ReachableBlobs.of(layout, index);
    } catch (CacheException e) {
      listener.warned("nothing was deleted: " + e.getMessage());
      return;
    }
    int failures = 0;
    String first = "";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.blobs())) {
      for (Path file : files) {
        String name = "sha256:" + file.getFileName();
        if (Digest.isValid(name) && !kept.contains(Digest.parse(name))) {
          String failure = delete(file);
          if (!failure.isEmpty() && failures++ == 0) {
            first = failure;
          }
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      listener.warned("could not list " + layout.blobs() + " to delete old blobs: " + e);
    }
    if (failures > 0) {
      listener.warned("could not delete " + failures + " old blobs: " + first);
    }
  }

  private static String delete(Path file) {
    try {
      Files.deleteIfExists(file);
      return "";
    } catch (IOException e) {
      return DiskTrouble.reason(e);
    }
  }
}
