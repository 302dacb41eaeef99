package io.github.cacheferry.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be told of a directory, also before it is made. */
final class Disk {
  private final Path directory;
  private final Path existing;

  /**
   * @param directory the directory; if it is not there, the nearest one above is looked at
   */
  Disk(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
    Path nearest = this.directory;
    while (!Files.exists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    this.existing = nearest;
  }

  /** Whether files can be made in it, as far as its permissions tell. */
  boolean isWritable() {
    return Files.isDirectory(existing) && Files.isWritable(existing);
  }

  /** How many bytes this process may still write there. */
  long free() throws IOException {
    return Files.getFileStore(existing).getUsableSpace();
  }

  /** Whether a file of the one can be linked into the other. */
  boolean isSameFileSystem(Disk other) throws IOException {
    return Files.getFileStore(existing).equals(Files.getFileStore(other.existing));
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
