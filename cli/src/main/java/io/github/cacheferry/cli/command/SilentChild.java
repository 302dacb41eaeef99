package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Commands that this process runs for itself: they get no input, nobody sees what they print, and
 * they end when the run is stopped.
 *
 * @param child how commands are started
 * @param stop ends them
 */
record SilentChild(Child child, Cancellation stop) {
  private static final long PATIENCE_SECONDS = 5;

  /** Makes something of a command's output. */
  interface Reader<T> {
    /**
     * Reads what the command prints while it runs.
     *
     * @param end ends the command early
     */
    T read(InputStream output, Runnable end) throws IOException;
  }

  /**
   * What a command came to.
   *
   * @param code its exit code
   * @param read what was made of its output
   */
  record Result<T>(int code, T read) {}

  /** Runs a command and reads what it writes to stdout. */
  <T> Result<T> stdout(List<String> words, Reader<T> reader) throws CacheException {
    return run(child.builder(words).redirectError(Redirect.DISCARD), false, reader);
  }

  /** Runs a command and reads what it writes to stderr. */
  <T> Result<T> stderr(List<String> words, Reader<T> reader) throws CacheException {
    return run(child.builder(words).redirectOutput(Redirect.DISCARD), true, reader);
  }

  /** What a command that went well wrote to stdout, unless it is more than this. */
  Optional<byte[]> print(List<String> words, int most) throws CacheException {
    Result<byte[]> result = stdout(words, (output, end) -> output.readNBytes(most));
    return result.code() == 0 && result.read().length < most
        ? Optional.of(result.read())
        : Optional.empty();
  }

  private <T> Result<T> run(ProcessBuilder builder, boolean stderr, Reader<T> reader)
      throws CacheException {
    stop.check("run " + builder.command().get(0));
    Process process = Child.start(builder.redirectInput(Redirect.from(Child.nothing())));
    Cancellation.Registration stopping = stop.onCancel(() -> end(process));
    try (InputStream output = stderr ? process.getErrorStream() : process.getInputStream()) {
      T read = reader.read(output, () -> end(process));
      output.transferTo(OutputStream.nullOutputStream()); // or it would wait for a reader
      int code = process.waitFor();
      stop.check("run " + builder.command().get(0));
      return new Result<>(code, read);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("run the command", Cancellation.Reason.INTERRUPTED);
    } catch (IOException e) {
      stop.check("run " + builder.command().get(0)); // which closes the stream
      throw Run.typed("read what the command prints", builder.command().get(0), e);
    } finally {
      stopping.close();
      end(process);
    }
  }

  /** Leaves the streams open, which {@link Process#destroy} would close under their reader. */
  private static void end(Process process) {
    process.toHandle().destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
    }
  }

  /** Its own children first: a docker that is killed leaves its plugin behind. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
