package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.wrapper.Rewritten;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The user's own command as a child of this process, in the same directory and with the same
 * streams. A signal that would end this process goes to the child, which may take its time.
 */
final class Child {
  /** A CI system that wants an end sooner kills. */
  private static final long PATIENCE_SECONDS = 120;

  /** Far more than bake prints of the largest project. */
  private static final int MOST_OUTPUT = 4 << 20;

  private final Host host;

  Child(Host host) {
    this.host = host;
  }

  /**
   * Runs the command to its end.
   *
   * @return its exit code, 128 and the signal's number if one ended it
   * @throws CacheException.Usage if it cannot be started
   */
  int run(Rewritten command) throws CacheException {
    var builder = builder(command.words()).inheritIO();
    builder.environment().putAll(command.variables());
    var stop = Cancellation.unbounded();
    host.interrupts().accept(stop);
    Process process = start(builder);
    Cancellation.Registration forwarding = stop.onCancel(() -> end(process));
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("run the command", Cancellation.Reason.INTERRUPTED);
    } finally {
      forwarding.close();
    }
  }

  /**
   * Runs a command that only prints; it gets no input, and what it says besides is not shown.
   *
   * @return what it printed; empty if it failed
   * @throws CacheException.Usage if it cannot be started
   */
  Optional<String> print(List<String> words) throws CacheException {
    var builder =
        builder(words).redirectInput(Redirect.from(nothing())).redirectError(Redirect.DISCARD);
    Process process = start(builder);
    try (InputStream output = process.getInputStream()) {
      byte[] printed = output.readNBytes(MOST_OUTPUT);
      boolean whole = printed.length < MOST_OUTPUT;
      if (!whole) {
        process.destroy();
      }
      return process.waitFor() == 0 && whole
          ? Optional.of(new String(printed, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("run the command", Cancellation.Reason.INTERRUPTED);
    } catch (IOException e) {
      throw Run.typed("read what the command prints", words.get(0), e);
    }
  }

  private static File nothing() {
    return new File("/dev/null");
  }

  private ProcessBuilder builder(List<String> words) {
    var builder = new ProcessBuilder(words).directory(host.workingDirectory().toFile());
    builder.environment().clear();
    builder.environment().putAll(host.environment());
    return builder;
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

  /** Waits for the child, which this process must not leave behind. */
  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
