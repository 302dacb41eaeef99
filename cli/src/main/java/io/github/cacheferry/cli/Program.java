package io.github.cacheferry.cli;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.command.CliCommand;
import io.github.cacheferry.cli.command.ExitCode;
import io.github.cacheferry.cli.command.Host;
import io.github.cacheferry.cli.command.Version;
import io.github.cacheferry.cli.config.Configuration;
import io.github.cacheferry.cli.config.ConfiguredArguments;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.NearMiss;
import io.github.cacheferry.spec.SpecSecrets;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One run of the program in this process: finds the command and maps failures to exit codes. */
final class Program {
  private static final int HELP_WIDTH = 100;

  /** The length of {@code -h}: every other letter is near to it. */
  private static final int SHORT = 2;

  /** The variables that all commands heed which ask backends; these end with a line for it. */
  static final String ENVIRONMENT =
      """
        DOCKER_CONFIG, REGISTRY_AUTH_FILE   where credentials for registries are
        ACTIONS_RUNTIME_TOKEN, ACTIONS_RESULTS_URL, ACTIONS_CACHE_URL
                                            GitHub's cache service, for type=gha
        HTTPS_PROXY, HTTP_PROXY, NO_PROXY   how servers are reached
        SSL_CERT_FILE                       certificate authorities to trust
        BUILDKIT_PROGRESS                   what --progress is if it is not given
        NO_COLOR                            show no colours
        CACHEFERRY_DOTENV                   a file that gets the outputs too, as lines"""
          .indent(2)
          .stripTrailing();

  private final Host host;

  Program(Host host) {
    this.host = host;
  }

  /** Runs the command line and returns the exit code. */
  int run(String... arguments) {
    if (arguments.length == 0) {
      host.console().err(Overview.text().stripTrailing());
      return ExitCode.USAGE;
    }
    return switch (arguments[0]) {
      case "--version", "-V", "version" -> show(Version.text());
      case "--help", "-h" -> show(Overview.text().stripTrailing());
      case "help" -> help(arguments);
      default -> dispatch(arguments[0], tail(arguments));
    };
  }

  /** As if the rest were asked for its help: {@code help serve gha} is {@code serve gha --help}. */
  private int help(String[] arguments) {
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    rest[rest.length - 1] = "--help";
    return run(rest);
  }

  private int show(String text) {
    host.console().out(text);
    return ExitCode.DONE;
  }

  private int dispatch(String word, String... arguments) {
    Optional<CommandName> name = CommandName.find(word);
    if (name.isEmpty()) {
      return complain(
          word.startsWith("-")
              ? "options come after the command, and there is none before " + word
              : "there is no command "
                  + (word.isBlank() ? '"' + word + '"' : word)
                  + near(word, CommandName.words()),
          "cacheferry --help");
    }
    learnSecrets(arguments);
    CommandLine whole = commandLine(name.get());
    ConfiguredArguments configured;
    try {
      configured = configured(name.get(), whole, arguments);
    } catch (CacheException.Usage e) {
      return fail(e, word, false);
    }
    if (name.get().asksServers() && willAskServers(configured.arguments())) {
      Importers.expectServers();
    }
    ParseResult parsed;
    try {
      parsed = innermost(whole.parseArgs(configured.arguments().toArray(new String[0])));
    } catch (ParameterException e) {
      return complain(
          place(e, configured) + reason(e),
          e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    }
    CommandLine line = parsed.commandSpec().commandLine();
    if (parsed.isUsageHelpRequested()) {
      String usage = line.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing();
      return show(name.get().asksServers() ? usage + "\n" + ENVIRONMENT : usage);
    }
    CliCommand command = line.getCommand();
    try {
      return command.run(host);
    } catch (IOException e) {
      return fail(configured.explain(e), word, parsed.hasMatchedOption("--debug"));
    }
  }

  /** Before any of the words is complained about, at a place where a spec is none. */
  private void learnSecrets(String... arguments) {
    for (String argument : arguments) {
      if (argument.contains("type=")) {
        SpecSecrets.learn(argument, host.console().redactor());
      }
    }
  }

  /** What is given, with what is configured; whoever asks for help gets it in any case. */
  private ConfiguredArguments configured(CommandName name, CommandLine line, String... arguments)
      throws CacheException.Usage {
    if (asksForHelp(arguments) || !name.isConfigured()) {
      return new ConfiguredArguments(List.of(arguments), List.of());
    }
    var configuration = Configuration.read(host.surroundings(), CommandName.configured());
    return ConfiguredArguments.of(line.getCommandSpec(), configuration, arguments);
  }

  private static boolean asksForHelp(String... arguments) {
    for (String argument : arguments) {
      if (argument.equals("--")) {
        return false;
      }
      if (argument.equals("--help") || argument.equals("-h")) {
        return true;
      }
    }
    return false;
  }

  /** Where a value comes from that makes no sense, if it was not given. */
  private static String place(ParameterException e, ConfiguredArguments configured) {
    return e.getArgSpec() instanceof OptionSpec option
        ? configured.place(option.longestName()).map(place -> place + ": ").orElse("")
        : "";
  }

  /** A guess from the words alone, so that it is there before they are understood. */
  private static boolean willAskServers(List<String> arguments) {
    for (String argument : arguments) {
      boolean elsewhere = argument.contains("type=") && !argument.contains("type=local");
      boolean bareReference = argument.indexOf('/') > 0 && argument.indexOf('=') < 0;
      if (elsewhere || bareReference) {
        return true;
      }
    }
    return false;
  }

  /** The subcommand's part, where there is one. */
  private static ParseResult innermost(ParseResult parsed) {
    return parsed.hasSubcommand() ? innermost(parsed.subcommand()) : parsed;
  }

  private static CommandLine commandLine(CommandName name) {
    return new CommandLine(name.make())
        .setStopAtPositional(name.runsACommand())
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setUsageHelpWidth(HELP_WIDTH);
  }

  private static String near(String word, Collection<String> known) {
    return NearMiss.find(word, known).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /**
   * An option that does not exist is told before one that is missing: the first explains the
   * second.
   */
  private static String reason(ParameterException e) {
    CommandLine line = e.getCommandLine();
    for (String unknown : line.getUnmatchedArguments()) {
      if (unknown.startsWith("-")) {
        int equals = unknown.indexOf('=');
        String name = equals < 0 ? unknown : unknown.substring(0, equals);
        return "there is no option "
            + name
            + (name.length() > SHORT
                ? near(name, line.getCommandSpec().optionsMap().keySet())
                : "");
      }
      if (!line.getSubcommands().isEmpty()) {
        return "there is no "
            + line.getCommandSpec().qualifiedName()
            + " "
            + unknown
            + near(unknown, line.getSubcommands().keySet());
      }
    }
    if (e instanceof UnmatchedArgumentException unmatched) {
      return "there is one argument too many: " + unmatched.getUnmatched().get(0);
    }
    String text = String.valueOf(e.getMessage());
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  private int complain(String reason, String help) {
    host.workflow("").error(reason + " (see " + help + ")");
    return ExitCode.USAGE;
  }

  private int fail(IOException e, String word, boolean debug) {
    host.workflow(word).error(line(e));
    if (debug) {
      host.console().err(StackTrace.text(e));
    }
    return ExitCode.of(e);
  }

  /** A failure in one line, whatever a server put into it. */
  private static String line(IOException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }

  private static String[] tail(String[] arguments) {
    return Arrays.copyOfRange(arguments, 1, arguments.length);
  }
}
