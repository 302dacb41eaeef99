package io.github.cacheferry.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there as a whole or not at all. */
final class WholeFile {
  private WholeFile() {}

  /** Takes the place of what has that name: a link is replaced, not what it leads to. */
  static void write(Path file, String text) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path written =
        Files.createTempFile(absolute.resolveSibling(""), absolute.getFileName() + ".", ".tmp");
    try {
      Files.writeString(written, text);
      Files.move(
          written, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
