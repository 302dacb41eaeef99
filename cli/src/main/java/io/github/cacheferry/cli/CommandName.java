package io.github.cacheferry.cli;

import io.github.cacheferry.cli.command.CliCommand;
import io.github.cacheferry.cli.command.CompletionCommand;
import io.github.cacheferry.cli.command.ConfigCommand;
import io.github.cacheferry.cli.command.DoctorCommand;
import io.github.cacheferry.cli.command.ExportCommand;
import io.github.cacheferry.cli.command.FlagsCommand;
import io.github.cacheferry.cli.command.HealCommand;
import io.github.cacheferry.cli.command.ImportCommand;
import io.github.cacheferry.cli.command.InspectCommand;
import io.github.cacheferry.cli.command.MergeCommand;
import io.github.cacheferry.cli.command.MigrateCommand;
import io.github.cacheferry.cli.command.PromoteCommand;
import io.github.cacheferry.cli.command.RunCommand;
import io.github.cacheferry.cli.command.ScopeCommand;
import io.github.cacheferry.cli.command.ServeCommand;
import io.github.cacheferry.cli.command.VerifyCommand;
import io.github.cacheferry.cli.shell.CommandPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands. Only the one that was named is made: the options of all of them cost a tenth of a
 * second.
 */
enum CommandName {
  IMPORT("import", "bring a cache to a directory before a build"),
  EXPORT("export", "take the cache that a build left to where the next build finds it"),
  RUN("run", "run a build between the two: import, build with the flags it needs, export"),
  FLAGS("flags", "print the flags with which a build uses import's directory"),
  MIGRATE("migrate", "copy a cache from one backend to others"),
  MERGE("merge", "make one cache of several"),
  PROMOTE("promote", "make a pull request's cache part of its branch's, after the merge"),
  INSPECT("inspect", "show what a cache holds"),
  VERIFY("verify", "check every blob of a cache"),
  HEAL("heal", "leave out of a cache what is lost or damaged, and keep the rest"),
  SCOPE("scope", "show whose caches this job reads and writes, and why"),
  DOCTOR("doctor", "find out why a cache does not work here, and what to do about it"),
  SERVE("serve", "be a service that builds keep caches at: serve gha is GitHub's"),
  CONFIG("config", "show what options are that are not given, and where that comes from"),
  COMPLETION("completion", "print what bash, zsh or fish needs to complete command lines");

  private final String word;
  private final String summary;

  CommandName(String word, String summary) {
    this.word = word;
    this.summary = summary;
  }

  /** The command of this name. */
  static Optional<CommandName> find(String word) {
    for (CommandName name : values()) {
      if (name.word.equals(word)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** All names. */
  static List<String> words() {
    var words = new ArrayList<String>();
    for (CommandName name : values()) {
      words.add(name.word);
    }
    return words;
  }

  /** The names of the commands that can be configured; {@code serve gha} is one. */
  static List<String> configured() {
    var words = new ArrayList<String>();
    for (CommandName name : values()) {
      if (name.isConfigured()) {
        words.add(name == SERVE ? "serve gha" : name.word);
      }
    }
    return words;
  }

  /** The words of these names. */
  private static List<String> configuredWords() {
    return configured().stream().flatMap(name -> Stream.of(name.split(" "))).toList();
  }

  /** The same commands with their options. */
  static List<CommandSpec> configuredSpecs() {
    var specs = new ArrayList<CommandSpec>();
    for (CommandName name : values()) {
      if (name.isConfigured()) {
        CommandSpec spec = new CommandLine(name.make()).getCommandSpec();
        specs.add(spec);
        spec.subcommands().values().forEach(line -> specs.add(line.getCommandSpec()));
        specs.removeIf(any -> !any.subcommands().isEmpty());
      }
    }
    return specs;
  }

  /** Whether options that are not given are looked for elsewhere. */
  boolean isConfigured() {
    return this != CONFIG && this != COMPLETION;
  }

  /** Whether what is not its own option is a command, whose options are none of its own either. */
  boolean runsACommand() {
    return this == RUN;
  }

  /** All commands and their subcommands, as one reads of them. */
  static List<CommandPage> pages() {
    var pages = new ArrayList<CommandPage>();
    for (CommandName name : values()) {
      CommandSpec spec = new CommandLine(name.make()).getCommandSpec();
      String environment = name.asksServers() ? Program.ENVIRONMENT : "";
      List<String> operands = name == CONFIG ? configuredWords() : List.of();
      var page = new CommandPage(name.word, name.summary, environment, operands, spec);
      pages.add(page);
      spec.subcommands().values().forEach(line -> pages.add(page.of(line.getCommandSpec())));
    }
    return pages;
  }

  /** The command, without any options yet. */
  CliCommand make() {
    return switch (this) {
      case IMPORT -> new ImportCommand();
      case EXPORT -> new ExportCommand();
      case RUN -> new RunCommand();
      case FLAGS -> new FlagsCommand();
      case MIGRATE -> new MigrateCommand();
      case MERGE -> new MergeCommand();
      case PROMOTE -> new PromoteCommand();
      case INSPECT -> new InspectCommand();
      case VERIFY -> new VerifyCommand();
      case HEAL -> new HealCommand();
      case SCOPE -> new ScopeCommand();
      case DOCTOR -> new DoctorCommand();
      case SERVE -> new ServeCommand();
      case CONFIG -> new ConfigCommand(CommandName::configuredSpecs);
      case COMPLETION -> new CompletionCommand(CommandName::pages);
    };
  }

  /** Whether the command asks the backends that its specs name. */
  boolean asksServers() {
    return isConfigured() && this != SERVE && this != SCOPE && this != FLAGS;
  }

  String word() {
    return word;
  }

  String summary() {
    return summary;
  }
}
