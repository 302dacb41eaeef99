package io.github.cacheferry.cli.command;

import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * By what one index of a layout is told from the next. BuildKit writes it anew with every export,
 * in place and even to the same text; a file system's clock may be too coarse to show another text.
 *
 * @param written when it was written
 * @param content the digest of its bytes
 */
record LayoutMark(FileTime written, Digest content) {
  private static final int MOST_READ = 4 << 20;

  /** The mark of the layout there, if it is one. */
  static Optional<LayoutMark> of(CacheDirectory directory) {
    Path index = Path.of(directory.path(), "index.json");
    if (!Files.isRegularFile(index)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(index)) {
      FileTime written = Files.getLastModifiedTime(index);
      return Optional.of(new LayoutMark(written, Digest.of(in.readNBytes(MOST_READ))));
    } catch (IOException e) {
      return Optional.empty(); // nor could it be saved
    }
  }
}
