package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** Who holds a lock, told by what we write into its file; BuildKit leaves it empty. */
final class LockHolder {
  private static final String NAME = "cacheferry";
  private static final int LONGEST = 64;

  private LockHolder() {}

  /** The mark of this process. */
  static byte[] mark() {
    return (NAME + " " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The failure after waiting for so long. */
  static CacheException.Unavailable busy(Path root, String holder, Duration waited) {
    return new CacheException.Unavailable(
        new Problem(
            LayoutLock.ACTION,
            "local " + root,
            "somebody else held it for more than " + waited.toSeconds() + " s: " + holder,
            "Try again when that is done."));
  }

  /** The holder in words. The file is opened and closed, which no holder of a lock on it may do. */
  static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String mark = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
      String[] words = mark.lines().findFirst().orElse("").split(" ", 2);
      return words[0].equals(NAME) && words.length == 2
          ? NAME + " with process number " + words[1]
          : "probably buildx or buildctl, exporting a cache";
    } catch (NoSuchFileException e) {
      return "one that is done by now";
    } catch (IOException e) {
      return "unknown (" + DiskTrouble.reason(e) + ")";
    }
  }
}
