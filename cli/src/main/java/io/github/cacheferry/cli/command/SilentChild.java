package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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

  /** Tools that fetch a definition from elsewhere need some of it. */
  private static final Duration TO_LIST = Duration.ofMinutes(2);

  /** Far more than bake prints of the largest project. */
  private static final int MOST_LISTED = 4 << 20;

  /**
   * For what has to be asked before a build. A signal ends it, and the time.
   *
   * @param timeBudget of the run; it gets no more than a limit of its own
   */
  static SilentChild beforeBuild(Host host, Optional<Duration> timeBudget) {
    var stop =
        Cancellation.within(timeBudget.filter(time -> isLess(time, TO_LIST)).orElse(TO_LIST));
    host.interrupts().accept(stop);
    return new SilentChild(new Child(host), stop);
  }

  /** The same with at most this much time, from now on. */
  SilentChild within(Duration limit) {
    Optional<Duration> left = stop.remaining().filter(time -> isLess(time, limit));
    var sooner = Cancellation.within(left.orElse(limit));
    stop.onCancel(() -> stop.reason().ifPresent(sooner::cancel));
    return new SilentChild(child, sooner);
  }

  private static boolean isLess(Duration time, Duration limit) {
    return time.compareTo(limit) < 0;
  }

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
    Result<byte[]> result =
        stdout(
            words,
            (output, end) -> {
              byte[] read = output.readNBytes(most);
              if (read.length == most) {
                end.run();
              }
              return read;
            });
    return result.code() == 0 && result.read().length < most
        ? Optional.of(result.read())
        : Optional.empty();
  }

  /** The same as text, of a command that lists what would be built. */
  Optional<String> list(List<String> words) throws CacheException {
    return print(words, MOST_LISTED).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private <T> Result<T> run(ProcessBuilder builder, boolean stderr, Reader<T> reader)
      throws CacheException {
    String action = "run " + builder.command().get(0);
    stop.check(action);
    Process process = Child.start(builder.redirectInput(Redirect.from(Child.nothing())));
    InputStream output = stderr ? process.getErrorStream() : process.getInputStream();
    // A thread of its own: what the command has started may hold the stream open after its end.
    var reading = new FutureTask<T>(() -> read(output, reader, () -> end(process)));
    Cancellation.Registration stopping =
        stop.onCancel(
            () -> {
              end(process);
              reading.cancel(false);
            });
    TimeBudget budget = TimeBudget.start(stop);
    try {
      begin(reading);
      T read = reading.get();
      int code = process.waitFor();
      stop.check(action);
      return new Result<>(code, read);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("run the command", Cancellation.Reason.INTERRUPTED);
    } catch (CancellationException e) {
      stop.check(action);
      throw e; // nothing else cancels it
    } catch (ExecutionException e) {
      stop.check(action); // which may have closed the stream
      if (e.getCause() instanceof IOException failure) {
        throw Run.typed("read what the command prints", builder.command().get(0), failure);
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      budget.close();
      stopping.close();
      end(process);
    }
  }

  private static <T> T read(InputStream stream, Reader<T> reader, Runnable end) throws IOException {
    try (InputStream output = stream) {
      T read = reader.read(output, end);
      output.transferTo(OutputStream.nullOutputStream()); // or it would wait for a reader
      return read;
    }
  }

  private static void begin(Runnable reading) {
    var thread = new Thread(reading, "cacheferry-output");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Leaves the streams open, which {@link Process#destroy} would close under their reader. What the
   * command has started ends with it: a docker that is killed leaves its plugin behind.
   */
  private static void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> started = process.descendants().toList();
    process.toHandle().destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    started.forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }
}
