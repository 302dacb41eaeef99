package io.github.cacheferry.cli.child;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands that this process runs for itself: they get no input, nobody sees what they print, and
 * they end when the run is stopped.
 *
 * @param launch how commands are started
 * @param stop ends them
 * @param patience how long one that is told to end may take for it
 */
public record SilentChild(Launch launch, Cancellation stop, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Tools that fetch a definition from elsewhere need some of it. */
  private static final Duration TO_LIST = Duration.ofMinutes(2);

  /** Far more than bake prints of the largest project. */
  private static final int MOST_LISTED = 4 << 20;

  /** Commands that may take a moment to end what they do. */
  public SilentChild(Launch launch, Cancellation stop) {
    this(launch, stop, PATIENCE);
  }

  /**
   * For what has to be asked before a build. A signal ends it, and the time.
   *
   * @param interrupts is told how it is stopped
   * @param timeBudget of the run; it gets no more than a limit of its own
   */
  public static SilentChild beforeBuild(
      Launch launch, Consumer<Cancellation> interrupts, Optional<Duration> timeBudget) {
    var stop =
        Cancellation.within(timeBudget.filter(time -> isLess(time, TO_LIST)).orElse(TO_LIST));
    interrupts.accept(stop);
    return new SilentChild(launch, stop);
  }

  /** The same with at most this much time, from now on. */
  public SilentChild within(Duration limit) {
    Optional<Duration> left = stop.remaining().filter(time -> isLess(time, limit));
    var sooner = Cancellation.within(left.orElse(limit));
    stop.onCancel(() -> stop.reason().ifPresent(sooner::cancel));
    return new SilentChild(launch, sooner, patience);
  }

  private static boolean isLess(Duration time, Duration limit) {
    return time.compareTo(limit) < 0;
  }

  /** Makes something of a command's output. */
  public interface Reader<T> {
    /**
     * Reads what the command prints while it runs.
     *
     * @param end ends the command early
     */
    T read(InputStream output, Runnable end) throws IOException;
  }

  /** What is read of a command that runs. */
  private interface Reading<T> {
    T of(Process process, Runnable end) throws IOException;
  }

  /**
   * What a command came to.
   *
   * @param code its exit code
   * @param read what was made of its output
   */
  public record Result<T>(int code, T read) {}

  /**
   * What a command said.
   *
   * @param printed to stdout
   * @param complained to stderr
   */
  public record Said(String printed, String complained) {}

  /** Runs a command and reads what it writes to stdout. */
  public <T> Result<T> stdout(List<String> words, Reader<T> reader) throws CacheException {
    return run(
        launch.builder(words).redirectError(Redirect.DISCARD),
        (process, end) -> drain(process.getInputStream(), reader, end));
  }

  /** Runs a command and reads what it writes to stderr. */
  public <T> Result<T> stderr(List<String> words, Reader<T> reader) throws CacheException {
    return run(
        launch.builder(words).redirectOutput(Redirect.DISCARD),
        (process, end) -> drain(process.getErrorStream(), reader, end));
  }

  /**
   * Runs a command and reads what it writes to both, each up to this many bytes. One that writes
   * more is ended.
   */
  public Result<Said> both(List<String> words, int most) throws CacheException {
    return run(
        launch.builder(words),
        (process, end) -> {
          Reader<String> upTo = (output, more) -> text(upTo(most, output, more));
          var complaint = new FutureTask<>(() -> drain(process.getErrorStream(), upTo, end));
          begin(complaint);
          String printed = drain(process.getInputStream(), upTo, end);
          return new Said(printed, done(complaint));
        });
  }

  /** What a command that went well wrote to stdout, unless it is more than this. */
  public Optional<byte[]> print(List<String> words, int most) throws CacheException {
    Result<byte[]> result = stdout(words, (output, end) -> upTo(most, output, end));
    return result.code() == 0 && result.read().length < most
        ? Optional.of(result.read())
        : Optional.empty();
  }

  /** The same as text, of a command that lists what would be built. */
  public Optional<String> list(List<String> words) throws CacheException {
    return print(words, MOST_LISTED).map(SilentChild::text);
  }

  private static byte[] upTo(int most, InputStream output, Runnable end) throws IOException {
    byte[] read = output.readNBytes(most);
    if (read.length == most) {
      end.run();
    }
    return read;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private <T> Result<T> run(ProcessBuilder builder, Reading<T> wanted) throws CacheException {
    String name = builder.command().get(0);
    String action = "run " + name;
    stop.check(action);
    Process process = Launch.start(builder.redirectInput(Launch.nothing()));
    // A thread of its own: what the command has started may hold the stream open after its end.
    var reading = new FutureTask<T>(() -> wanted.of(process, () -> end(process)));
    Cancellation.Registration stopping =
        stop.onCancel(
            () -> {
              end(process);
              reading.cancel(false);
            });
    try {
      begin(reading);
      T read = inTime(reading);
      int code = inTime(process.onExit()).exitValue();
      stop.check(action);
      return new Result<>(code, read);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("run the command", Cancellation.Reason.INTERRUPTED);
    } catch (TimeoutException | CancellationException e) {
      stop.check(action);
      throw new IllegalStateException(e); // nothing else ends the wait
    } catch (ExecutionException e) {
      stop.check(action); // which may have closed the stream
      throw unreadable(name, e.getCause());
    } finally {
      stopping.close();
      end(process);
    }
  }

  /** Waits for as long as there is time. */
  private <T> T inTime(Future<T> awaited)
      throws InterruptedException, ExecutionException, TimeoutException {
    Optional<Duration> left = stop.remaining();
    return left.isPresent()
        ? awaited.get(left.get().toNanos(), TimeUnit.NANOSECONDS)
        : awaited.get();
  }

  private static CacheException unreadable(String name, @Nullable Throwable cause) {
    if (cause instanceof CacheException failure) {
      return failure;
    }
    if (cause instanceof IOException failure) {
      return new CacheException.Unavailable(
          Problem.of("read what the command prints", name, String.valueOf(failure.getMessage())),
          failure);
    }
    throw new IllegalStateException(cause);
  }

  private static <T> T drain(InputStream stream, Reader<T> reader, Runnable end)
      throws IOException {
    try (InputStream output = stream) {
      T read = reader.read(output, end);
      output.transferTo(OutputStream.nullOutputStream()); // or it would wait for a reader
      return read;
    }
  }

  private static <T> T done(FutureTask<T> reading) throws IOException {
    try {
      return reading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does it; the thread ends
      throw new InterruptedIOException();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
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
  private void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> started = process.descendants().toList();
    process.toHandle().destroy();
    try {
      if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    started.forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }
}
