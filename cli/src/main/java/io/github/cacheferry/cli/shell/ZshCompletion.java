package io.github.cacheferry.cli.shell;

import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for zsh, in the words of its _arguments. */
final class ZshCompletion {
  private static final String HEAD =
      """
      #compdef cacheferry
      # zsh completion for cacheferry; made from its options, not to be edited

      _cacheferry() {
        local curcontext=$curcontext state line
        local -A opt_args
        _arguments -C \\
          '(- *)'{-h,--help}'[show the help]' \\
          '(- *)'{-V,--version}'[show the version]' \\
          '1: :_cacheferry_commands' \\
          '*:: :->arguments'
        [[ $state == arguments ]] || return
        local word=$words[1]
        curcontext=${curcontext%:*:*}:cacheferry-$word:
        (( $+functions[_cacheferry_$word] )) && _cacheferry_$word
      }

      _cacheferry_commands() {
        local -a commands
        commands=(
      """;

  private static final String END_OF_COMMANDS =
      """
        )
        _describe -t commands 'cacheferry command' commands
      }

      _cacheferry_help() { _arguments '1: :_cacheferry_commands' }
      """;

  /** As a file on the fpath it is the function's body, else it tells zsh of the function. */
  private static final String TAIL =
      """

      if [[ $funcstack[1] == _cacheferry ]]; then
        _cacheferry "$@"
      else
        compdef _cacheferry cacheferry
      fi
      """;

  private ZshCompletion() {}

  static String text(List<CommandPage> pages) {
    var text = new StringBuilder(HEAD);
    for (CommandPage page : pages) {
      if (!page.words().contains(" ")) {
        String line = page.words() + ":" + page.summary().replace(":", "\\:");
        text.append("    ").append(quoted(line)).append('\n');
      }
    }
    text.append("    'help:show the help of a command'\n").append(END_OF_COMMANDS);
    pages.forEach(page -> append(text, page));
    return text.append(TAIL).toString();
  }

  private static void append(StringBuilder text, CommandPage page) {
    String function = "_cacheferry_" + page.words().replace(' ', '_');
    text.append('\n').append(function).append("() {\n");
    boolean nested = !page.subcommands().isEmpty();
    text.append(nested ? "  local state line\n  _arguments -C" : "  _arguments -S");
    for (OptionSpec option : page.options()) {
      for (String name : OptionNames.of(option)) {
        text.append(" \\\n    ").append(quoted(option(option, name)));
      }
    }
    for (PositionalParamSpec parameter : page.spec().positionalParameters()) {
      text.append(" \\\n    ").append(quoted(positional(parameter, page)));
    }
    if (nested) {
      String all = String.join(" ", page.subcommands());
      text.append(" \\\n    '1: :(").append(all).append(")' \\\n    '*:: :->arguments'\n");
      text.append("  [[ $state == arguments ]] || return\n");
      text.append("  (( $+functions[").append(function).append("_$words[1]] )) && ");
      text.append(function).append("_$words[1]");
    }
    text.append("\n}\n");
  }

  private static String option(OptionSpec option, String name) {
    List<String> names = OptionNames.of(option);
    String others = names.size() > 1 ? "(" + String.join(" ", names) + ")" : "";
    String many = option.isMultiValue() ? "*" : "";
    if (!OptionNames.takesValue(option)) {
      return others + many + name + description(option, name);
    }
    String form = name.startsWith("--") ? "=" : "+";
    return others
        + many
        + name
        + form
        + description(option, name)
        + ":"
        + label(option)
        + ":"
        + action(Argument.of(option));
  }

  /** What is behind a colon would be what zsh does to complete it. */
  private static String label(ArgSpec parameter) {
    return parameter.paramLabel().replace(":", "\\:");
  }

  private static String description(OptionSpec option, String name) {
    String sentence = OptionNames.sentence(option, name);
    return "[" + sentence.replace("[", "\\[").replace("]", "\\]") + "]";
  }

  private static String positional(PositionalParamSpec parameter, CommandPage page) {
    Argument argument = page.argument(parameter);
    boolean program = argument.kind() == Argument.Kind.PROGRAM;
    String place = program ? "*::" : parameter.isMultiValue() ? "*:" : ":";
    return place + label(parameter) + ":" + action(argument);
  }

  private static String action(Argument argument) {
    return switch (argument.kind()) {
      case WORDS -> "(" + String.join(" ", argument.words()) + ")";
      case DIRECTORY -> "_files -/";
      case FILE -> "_files";
      case PROGRAM -> "_normal";
      case ANYTHING -> " ";
    };
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
