package io.github.cacheferry.cli.workflow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of variables, {@code NAME=value} a line, that GitLab reads as {@code
 * artifacts:reports:dotenv} and a POSIX shell by its dot command. Both must understand a value as
 * it is, so it has none of the characters that one of them would expand, split or strip.
 *
 * <p>GitLab refuses the whole file if it has 5 KiB or an empty line, keeps quotes, strips blanks,
 * and expands {@code $NAME} when a job starts (its Ci::ParseDotenvArtifactService). It counts a
 * name each time that it stands there, so a new value takes the old one's place.
 *
 * @param file the file, which need not be there yet
 */
record Dotenv(Path file) {
  /** GitLab's limit is the first size that it does not take. */
  static final int LIMIT = 5 * 1024 - 1;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_./:@%+,=-]*");

  /** Whether the value is as it is for whoever reads the file. */
  static boolean canHold(String value) {
    return VALUE.matcher(value).matches();
  }

  /**
   * Sets a variable, or removes it.
   *
   * @return whether it was written; if not, the file would be too large, and is as it was
   */
  boolean set(String name, Optional<String> value) throws IOException {
    if (!NAME.matcher(name).matches() || !value.map(Dotenv::canHold).orElse(true)) {
      throw new IllegalArgumentException("not a variable: " + name + "=" + value.orElse(""));
    }
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.lock(); // until it is closed: the commands of a job may run at the same time
      if (channel.size() > LIMIT) {
        return false;
      }
      String kept = without(name, read(channel));
      ByteBuffer bytes =
          StandardCharsets.UTF_8.encode(
              kept + value.map(text -> name + "=" + text + "\n").orElse(""));
      if (bytes.remaining() > LIMIT) {
        return false;
      }
      channel.truncate(0);
      channel.position(0);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return true;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LIMIT);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // a file's read may be short
    }
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  /** What others wrote, and other names of ours. */
  private static String without(String name, String text) {
    var kept = new StringBuilder();
    text.lines()
        .filter(line -> !line.startsWith(name + "="))
        .forEach(line -> kept.append(line).append('\n'));
    return kept.toString();
  }
}
