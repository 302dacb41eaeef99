package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a program says to a short question: at most {@link #MOST_BYTES}, and within a time. One that
 * says more, takes longer or fails has not answered.
 *
 * @param text what it printed; empty if it has not answered
 * @param failure why it has not, as in "it took longer than 10 s"; empty if it has
 */
record ToolAnswer(String text, String failure) {
  /** A version is a line. */
  private static final int MOST_BYTES = 16 << 10;

  /**
   * Asks a program that gets no input.
   *
   * @throws CacheException.Usage if it cannot be started
   */
  static ToolAnswer ask(List<String> words, Host host, Duration patience) throws CacheException {
    var builder =
        new ProcessBuilder(words)
            .directory(host.workingDirectory().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(host.environment());
    Process process = start(builder);
    var said = new ByteArrayOutputStream();
    // A thread of its own: a program that neither speaks nor ends would hold this one for ever.
    Thread listener = new Thread(() -> listen(process.getInputStream(), said), "tool-answer");
    listener.setDaemon(true);
    listener.start();
    try {
      listener.join(patience.toMillis());
      if (listener.isAlive() || !process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return new ToolAnswer("", "it took longer than " + patience.toSeconds() + " s");
      }
      return answer(said, process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("run the command", Cancellation.Reason.INTERRUPTED);
    } finally {
      process.destroyForcibly();
    }
  }

  private static ToolAnswer answer(ByteArrayOutputStream said, int code) {
    if (code != 0) {
      return new ToolAnswer("", "it ended with exit code " + code);
    }
    return said.size() > MOST_BYTES
        ? new ToolAnswer("", "it printed more than " + MOST_BYTES + " bytes")
        : new ToolAnswer(said.toString(StandardCharsets.UTF_8), "");
  }

  /** Reads on beyond the bound, keeping nothing, so that the program can end. */
  private static void listen(InputStream output, ByteArrayOutputStream said) {
    byte[] buffer = new byte[MOST_BYTES];
    try (output) {
      for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
        if (said.size() <= MOST_BYTES) {
          said.write(buffer, 0, read);
        }
      }
    } catch (IOException e) {
      // It was destroyed, which is told already.
    }
  }

  private static Process start(ProcessBuilder builder) throws CacheException.Usage {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CacheException.Usage(
          Problem.of(
              "start the command", builder.command().get(0), String.valueOf(e.getMessage())));
    }
  }
}
