package io.github.cacheferry.cli.directory;

import io.github.cacheferry.model.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory that runs of one build share.
 *
 * @param usual the directory of import and export, absolute; that of a build lies beside it
 * @param key hexadecimal digits that differ from those of other builds
 */
public record OwnDirectory(Path usual, String key) {
  static final int KEY_DIGITS = 12;

  /** What is added to the name for the directories of a build's several targets. */
  public static final String TARGETS = "-targets";

  /** What is added to the name for the files that compose reads. */
  public static final String COMPOSE = "-compose";

  /** What is added to the name, with a number, for the finished steps of a failed build. */
  public static final String FINISHED = "-finished-";

  /** The directory of the build that these words tell from all others. */
  public static OwnDirectory of(Path usual, List<String> build) {
    byte[] all = String.join("\0", build).getBytes(StandardCharsets.UTF_8);
    return new OwnDirectory(usual, Digest.of(all).hex().substring(0, KEY_DIGITS));
  }

  /** Where it is. */
  public Path path() {
    return beside("-" + key);
  }

  /** What has the usual name and this ending. */
  Path beside(String ending) {
    return usual.resolveSibling(usual.getFileName() + ending);
  }
}
