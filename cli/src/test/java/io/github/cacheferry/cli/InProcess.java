package io.github.cacheferry.cli;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.command.Host;
import io.github.cacheferry.cli.output.CapturedConsole;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The program in this process, with an environment of its own and streams that can be read. */
final class InProcess {
  private final CapturedConsole captured = new CapturedConsole();
  private final Map<String, String> environment = new HashMap<>();
  private Consumer<Cancellation> interrupts = cancellation -> {};
  private Path workingDirectory = Path.of("").toAbsolutePath();
  private Optional<Path> home = Optional.empty();

  /** Sets an environment variable. */
  InProcess with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Has this home directory. */
  InProcess withHome(Path directory) {
    home = Optional.of(directory);
    return this;
  }

  /** Runs in this directory, which is the home directory too unless there is another. */
  InProcess in(Path directory) {
    workingDirectory = directory;
    return this;
  }

  /** Tells this how the run is stopped. */
  InProcess interruptedBy(Consumer<Cancellation> whoever) {
    interrupts = whoever;
    return this;
  }

  /** Runs the command line and returns the exit code. */
  int run(String... arguments) {
    var host =
        new Host(
            environment,
            workingDirectory,
            home.orElse(workingDirectory),
            captured.console(),
            interrupts);
    return new Program(host).run(arguments);
  }

  /** Runs the command line and returns what stdout got. */
  String runForOut(String... arguments) {
    run(arguments);
    return out();
  }

  String out() {
    return captured.out();
  }

  String err() {
    return captured.err();
  }
}
