package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Who holds a lock, told by what we write into its file; BuildKit leaves it empty. */
final class LockHolder {
  private static final String NAME = "cacheferry";

  private LockHolder() {}

  /** The mark of this process. */
  static String mark(String unique) {
    return NAME + " " + ProcessHandle.current().pid() + " " + unique + "\n";
  }

  /** The failure after waiting for so long. */
  static CacheException.Unavailable busy(Path root, Path file, Duration waited) {
    return new CacheException.Unavailable(
        new Problem(
            LayoutLock.ACTION,
            "local " + root,
            "another process held "
                + file.getFileName()
                + " for more than "
                + waited.toSeconds()
                + " s ("
                + holder(file)
                + ")",
            "Try again when it is done."));
  }

  private static String holder(Path file) {
    try {
      String[] words = Files.readString(file).split(" ", 3);
      if (words.length == 3 && words[0].equals(NAME) && words[1].matches("\\d{1,10}")) {
        return NAME + ", process " + words[1];
      }
      return "probably buildx or buildctl, exporting a cache";
    } catch (IOException e) {
      return "unknown: " + DiskTrouble.reason(e);
    }
  }
}
