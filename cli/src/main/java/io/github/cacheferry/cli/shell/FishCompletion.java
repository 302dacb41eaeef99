package io.github.cacheferry.cli.shell;

import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for fish. */
final class FishCompletion {
  private static final String HEAD =
      """
      # fish completion for cacheferry; made from its options, not to be edited

      # Whether the words behind the program are these.
      function __cacheferry_at
          set -l words (commandline -opc)
          test (count $words) -gt (count $argv); or return 1
          for i in (seq (count $argv))
              set -l place (math $i + 1)
              test "$words[$place]" = "$argv[$i]"; or return 1
          end
      end

      # Whether nothing stands behind these words.
      function __cacheferry_ends
          test (count (commandline -opc)) -eq (math (count $argv) + 1)
          and __cacheferry_at $argv
      end

      complete -c cacheferry -f
      complete -c cacheferry -n __cacheferry_ends -s h -l help -d 'show the help'
      complete -c cacheferry -n __cacheferry_ends -s V -l version -d 'show the version'
      complete -c cacheferry -n __cacheferry_ends -a help -d 'show the help of a command'
      """;

  private FishCompletion() {}

  static String text(List<CommandPage> pages) {
    var text = new StringBuilder(HEAD);
    for (CommandPage page : pages) {
      int space = page.words().lastIndexOf(' ');
      String before = space < 0 ? "" : " " + page.words().substring(0, space);
      text.append("complete -c cacheferry -n ").append(quoted("__cacheferry_ends" + before));
      text.append(" -a ").append(page.words().substring(space + 1));
      text.append(" -d ").append(quoted(page.summary())).append('\n');
      if (space < 0) {
        text.append("complete -c cacheferry -n '__cacheferry_ends help' -a ");
        text.append(page.words()).append('\n');
      }
    }
    pages.forEach(page -> append(text, page));
    return text.toString();
  }

  private static void append(StringBuilder text, CommandPage page) {
    String start = "complete -c cacheferry -n " + quoted("__cacheferry_at " + page.words());
    text.append('\n');
    for (OptionSpec option : page.options()) {
      for (String name : OptionNames.of(option)) {
        text.append(start).append(name.startsWith("--") ? " -l " : " -s ");
        text.append(name.replaceFirst("^--?", ""));
        if (OptionNames.takesValue(option)) {
          text.append(value(Argument.of(option)));
        }
        text.append(" -d ").append(quoted(OptionNames.sentence(option, name))).append('\n');
      }
    }
    for (PositionalParamSpec parameter : page.spec().positionalParameters()) {
      Argument argument = page.argument(parameter);
      if (argument.kind() != Argument.Kind.ANYTHING) {
        text.append(start).append(value(argument).replaceFirst("^ -[xr]", "")).append('\n');
      }
    }
  }

  private static String value(Argument argument) {
    return switch (argument.kind()) {
      case WORDS -> " -x -a '" + String.join(" ", argument.words()) + "'";
      case DIRECTORY -> " -x -a '(__fish_complete_directories)'";
      case FILE -> " -r -F";
      case PROGRAM -> " -x -a '(__fish_complete_command)'";
      case ANYTHING -> " -x";
    };
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
