package io.github.cacheferry.cli;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.command.ExitCode;
import io.github.cacheferry.cli.command.Host;
import io.github.cacheferry.cli.command.Version;
import io.github.cacheferry.cli.output.Console;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The entry of the process. */
public final class Main {
  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Before anything is loaded: programs that use this one ask it often.
    if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
      System.out.println(Version.text());
      return;
    }
    Signals signals = Signals.install();
    var console = Console.ofProcess(new Redactor());
    int code = heard(run(arguments, System.getenv(), console, signals), console);
    signals.ended(code);
    System.exit(code);
  }

  /** Runs the command line in this environment and returns the exit code. */
  static int run(
      String[] arguments, Map<String, String> environment, Console console, Signals signals) {
    try {
      var host =
          new Host(
              environment,
              Path.of("").toAbsolutePath(),
              home(environment),
              console,
              signals::stops);
      return new Program(host).run(arguments);
    } catch (Throwable e) { // the one place where everything is caught
      console.err("cacheferry: could not go on: " + e + " (a bug; --debug shows where)");
      if (Arrays.asList(arguments).contains("--debug")) {
        console.err(StackTrace.text(e));
      }
      return ExitCode.FAILURE;
    }
  }

  /** The exit code, or a failure where a good run's data did not arrive: scripts go on with it. */
  private static int heard(int code, Console console) {
    if (code != ExitCode.DONE || console.loss().isEmpty()) {
      return code;
    }
    console.err("cacheferry: could not write to stdout: " + console.loss().get());
    return ExitCode.FAILURE;
  }

  /**
   * The directory in which {@code docker login} and other tools keep their files: {@code HOME}.
   * Java itself asks the password file, which names another one in a job of GitHub's that runs in a
   * container ({@code /github/home}), and none for a user without an entry.
   */
  static Path home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.startsWith("/") ? home : System.getProperty("user.home", "/"));
  }
}
