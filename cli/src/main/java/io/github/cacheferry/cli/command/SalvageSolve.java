package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.child.SilentChild;
import io.github.cacheferry.cli.salvage.RerunWatch;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A solve that only exports: it is ended as soon as a command runs in it, which may take as long as
 * it took before.
 */
final class SalvageSolve {
  /** A line with the whole graph of a large build has some hundred KiB. */
  private static final int LONGEST_LINE = 16 << 20;

  private static final int LONGEST_REASON = 400;

  private final RerunWatch watch = new RerunWatch();
  private Optional<String> rerun = Optional.empty();
  private String lastText = "";

  private SalvageSolve() {}

  /**
   * Runs it to its end.
   *
   * @param words a build that tells its progress as JSON on stderr
   * @throws CacheException if it exports nothing
   */
  static void run(SilentChild child, List<String> words) throws CacheException {
    var solve = new SalvageSolve();
    int code = child.stderr(words, solve::read).code();
    if (solve.rerun.isPresent()) {
      throw failed("it would run again: " + solve.rerun.get());
    }
    if (code != 0) {
      throw failed(
          "a build of the finished steps ended with exit code " + code + ": " + solve.lastText);
    }
  }

  private int read(InputStream output, Runnable end) throws IOException {
    var input = new BufferedInputStream(output);
    int lines = 0;
    for (Optional<String> line = line(input); line.isPresent(); line = line(input)) {
      see(line.get(), end);
      lines++;
    }
    return lines;
  }

  private void see(String line, Runnable end) {
    if (!line.startsWith("{")) {
      lastText = line.isBlank() ? lastText : line.strip();
    } else if (rerun.isEmpty()) {
      rerun = watch.rerun(line);
      rerun.ifPresent(name -> end.run());
    }
  }

  private static Optional<String> line(InputStream input) throws IOException {
    var line = new ByteArrayOutputStream();
    int c = input.read();
    if (c < 0) {
      return Optional.empty();
    }
    for (; c >= 0 && c != '\n'; c = input.read()) {
      if (line.size() < LONGEST_LINE) {
        line.write(c);
      }
    }
    return Optional.of(line.toString(StandardCharsets.UTF_8));
  }

  private static CacheException failed(String reason) {
    String line = reason.replaceAll("\\p{Cntrl}+", " ");
    String trimmed =
        line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    return new CacheException.Unavailable(
        Problem.of("have the failed build's finished steps exported", "", trimmed));
  }
}
