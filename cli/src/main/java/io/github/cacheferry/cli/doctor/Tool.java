package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cli.child.Launch;
import io.github.cacheferry.cli.child.SilentChild;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /**
   * Asks the program, which is looked up on the run's own {@code PATH}.
   *
   * @throws CacheException.Cancelled if the run was stopped meanwhile
   */
  Answer ask(String name, List<String> arguments) throws CacheException {
    Optional<Path> file = find(name);
    if (file.isEmpty()) {
      return new Answer(Kind.MISSING, name + " is not on PATH");
    }
    var words = new ArrayList<>(List.of(file.get().toString()));
    words.addAll(arguments);
    var launch = new Launch(context.environment(), context.workingDirectory());
    var child = new SilentChild(launch, context.cancellation(), Duration.ZERO).within(patience);
    try {
      SilentChild.Result<SilentChild.Said> said = child.both(words, MOST_OUTPUT);
      return said.code() == 0
          ? new Answer(Kind.PRINTED, said.read().printed())
          : new Answer(Kind.FAILED, complaint(said.read().complained()));
    } catch (CacheException.Cancelled e) {
      // If the run was stopped, it did not hang: it was killed.
      context.cancellation().check("ask a program");
      return new Answer(Kind.HUNG, "it did not answer within " + patience.toSeconds() + " s");
    } catch (CacheException e) {
      return new Answer(Kind.FAILED, e.problem().reason());
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
}
