package io.github.cacheferry.cli.workflow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A file that GitHub's runner reads when the step has ended, whose name is in the environment. All
 * that run in the step append to it.
 */
final class FileCommand {
  /** What a file is for. */
  enum Kind {
    /** The step's outputs. */
    OUTPUT("GITHUB_OUTPUT"),
    /** The environment of later steps. */
    ENV("GITHUB_ENV"),
    /** Markdown for the job's page. */
    SUMMARY("GITHUB_STEP_SUMMARY");

    private final String variable;

    Kind(String variable) {
      this.variable = variable;
    }
  }

  private final Path file;

  private FileCommand(Path file) {
    this.file = file;
  }

  /** The file of this kind, if the runner has one. */
  static Optional<FileCommand> find(Kind kind, Map<String, String> environment) {
    return Optional.ofNullable(environment.get(kind.variable))
        .filter(name -> !name.isEmpty())
        .map(name -> new FileCommand(Path.of(name)));
  }

  /** Sets a name to a value, in a file of outputs or variables. */
  void set(String name, String value) throws IOException {
    append(Long.MAX_VALUE, heredoc(name, value, "ghadelimiter_" + UUID.randomUUID()));
  }

  /**
   * Appends this to what others wrote, unless the file would then be larger than the limit.
   *
   * @return whether it was written
   */
  boolean append(long limit, String text) throws IOException {
    // Others may do so at the same time, as a shell does with >>: the system puts what is written
    // at once behind what they wrote, whole.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long end = channel.size();
      String begin = endsLine(end) ? "" : "\n";
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(begin + text);
      if (end + bytes.remaining() > limit) {
        return false;
      }
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return true;
    }
  }

  /** What was written with {@code printf} may lack the end of its last line. */
  private boolean endsLine(long end) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return end == 0 || channel.read(last, end - 1) < 1 || last.get(0) == '\n';
    }
  }

  /** The form that can hold every value: the value's lines between two of a delimiter. */
  static String heredoc(String name, String value, String delimiter) {
    if (name.isEmpty() || name.contains("=") || name.contains("<<") || name.contains("\n")) {
      throw new IllegalArgumentException("no name that the runner can read: " + name);
    }
    if (name.contains(delimiter) || value.contains(delimiter)) {
      throw new IllegalArgumentException("the delimiter is part of the value of " + name);
    }
    return name + "<<" + delimiter + "\n" + value + "\n" + delimiter + "\n";
  }
}
