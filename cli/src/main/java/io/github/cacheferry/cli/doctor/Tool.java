package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Another program that is asked something. It gets no input, and what it prints and how long it
 * takes is bounded; one that hangs is killed with all that it started.
 */
final class Tool {
  /** Far more than docker says of a builder with many nodes. */
  private static final int MOST_OUTPUT = 1 << 20;

  private static final int MOST_COMPLAINT = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private final RunContext context;
  private final Duration patience;

  Tool(RunContext context) {
    this(context, PATIENCE);
  }

  Tool(RunContext context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  /** How a program answered. */
  enum Kind {
    /** There is no such program. */
    MISSING,
    /** It did not end, and was killed. */
    HUNG,
    /** It ended and said that it could not. */
    FAILED,
    PRINTED
  }

  /**
   * A program's answer.
   *
   * @param kind how it answered
   * @param text what it printed; of one that failed, what it complained of
   */
  record Answer(Kind kind, String text) {
    /** Whether it did what it was asked. */
    boolean isPrinted() {
      return kind == Kind.PRINTED;
    }
  }

  /** Asks the program, which is looked up on the run's own {@code PATH}. */
  Answer ask(String name, List<String> arguments) throws IOException {
    Optional<Path> file = find(name);
    if (file.isEmpty()) {
      return new Answer(Kind.MISSING, name + " is not on PATH");
    }
    var words = new ArrayList<>(List.of(file.get().toString()));
    words.addAll(arguments);
    var builder =
        new ProcessBuilder(words)
            .directory(context.workingDirectory().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")));
    builder.environment().clear();
    builder.environment().putAll(context.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Answer(Kind.FAILED, "it cannot be started: " + e.getMessage());
    }
    Cancellation.Registration stop = context.cancellation().onCancel(() -> kill(process));
    try {
      return await(process);
    } finally {
      stop.close();
      kill(process);
    }
  }

  private Answer await(Process process) throws IOException {
    FutureTask<String> out = read(process.getInputStream());
    FutureTask<String> err = read(process.getErrorStream());
    try {
      if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        kill(process);
        return new Answer(Kind.HUNG, "it did not answer within " + patience.toSeconds() + " s");
      }
      // If the run was stopped, it did not fail: it was killed.
      context.cancellation().check("ask a program");
      // What it started may hold its streams open for longer than it lives.
      String printed = out.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return process.exitValue() == 0
          ? new Answer(Kind.PRINTED, printed)
          : new Answer(Kind.FAILED, complaint(err.get(patience.toNanos(), TimeUnit.NANOSECONDS)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("ask a program", Cancellation.Reason.INTERRUPTED);
    } catch (ExecutionException e) {
      return new Answer(Kind.FAILED, "its output cannot be read");
    } catch (TimeoutException e) {
      return new Answer(Kind.HUNG, "its output did not end");
    }
  }

  private Optional<Path> find(String name) {
    for (String directory : context.variable("PATH").orElse("").split(":", -1)) {
      Path file = context.workingDirectory().resolve(directory).resolve(name);
      if (!directory.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static FutureTask<String> read(InputStream stream) {
    var task =
        new FutureTask<>(
            () -> {
              try (stream) {
                return new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
              }
            });
    var thread = new Thread(task, "cacheferry-program");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** The line that says what is wrong: docker warns before it and gives advice behind it. */
  private static String complaint(String text) {
    String line =
        text.lines()
            .map(String::strip)
            .filter(said -> !said.isEmpty() && !said.startsWith("WARNING"))
            .findFirst()
            .orElse("it failed without a word");
    return line.substring(0, Math.min(MOST_COMPLAINT, line.length()));
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
