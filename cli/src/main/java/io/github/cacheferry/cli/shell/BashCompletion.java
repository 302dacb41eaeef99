package io.github.cacheferry.cli.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Completion for bash 3.2 and newer; bash-completion need not be there. To bash {@code =} is a word
 * of its own, so that the option is two words before its value.
 */
final class BashCompletion {
  private static final String HEAD =
      """
      # bash completion for cacheferry; made from its options, not to be edited
      # shellcheck disable=SC2207 # bash 3.2 has no mapfile

      _cacheferry() {
        local command='' after=-1 i
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
        local IFS=$' \\t\\n'
        if [[ $cur == '=' ]]; then
          cur=''
        elif [[ $prev == '=' ]]; then
          prev=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        COMPREPLY=()
        for ((i = 1; i < COMP_CWORD; i++)); do
          if [[ ${COMP_WORDS[i]} == -- ]]; then
            after=$((i + 1))
            break
          fi
          case "$command ${COMP_WORDS[i]}" in
      """;

  private static final String MIDDLE =
      """
          esac
        done
        if ((after > 0)); then
          if declare -F _command_offset >/dev/null; then
            _command_offset "$after"
          elif ((after == COMP_CWORD)); then
            COMPREPLY=($(compgen -c -- "$cur"))
          else
            COMPREPLY=($(compgen -f -- "$cur"))
          fi
          return
        fi
        case "$command $prev" in
      """;

  private static final String TAIL =
      """
        esac
      }

      complete -F _cacheferry cacheferry
      """;

  private BashCompletion() {}

  static String text(List<CommandPage> pages) {
    var text = new StringBuilder(HEAD);
    for (CommandPage page : pages) {
      int space = page.words().lastIndexOf(' ');
      String before = space < 0 ? "" : page.words().substring(0, space);
      String word = page.words().substring(space + 1);
      text.append("      '").append(before).append(' ').append(word).append("') command='");
      text.append(page.words()).append("' ;;\n");
    }
    text.append(MIDDLE);
    values(pages).forEach((value, options) -> append(text, options, value));
    text.append("  esac\n  case \"$command\" in\n");
    text.append("    '') COMPREPLY=($(compgen -W '").append(commands(pages));
    text.append(" help --help --version' -- \"$cur\")) ;;\n");
    for (CommandPage page : pages) {
      text.append("    '").append(page.words()).append("') COMPREPLY=($(compgen -W '");
      text.append(words(page)).append("' -- \"$cur\")) ;;\n");
    }
    return text.append(TAIL).toString();
  }

  /** The options that take each kind of value: the shell's command that offers these, and whose. */
  private static Map<String, List<String>> values(List<CommandPage> pages) {
    var values = new LinkedHashMap<String, List<String>>();
    for (CommandPage page : pages) {
      for (OptionSpec option : page.options()) {
        if (OptionNames.takesValue(option)) {
          var those = values.computeIfAbsent(offer(Argument.of(option)), any -> new ArrayList<>());
          for (String name : option.names()) {
            those.add("'" + page.words() + " " + name + "'");
          }
        }
      }
    }
    return values;
  }

  private static String offer(Argument argument) {
    return switch (argument.kind()) {
      case WORDS -> offered("-W '" + String.join(" ", argument.words()) + "'");
      case DIRECTORY -> offered("-d");
      case FILE -> offered("-f");
      case PROGRAM -> offered("-c");
      case ANYTHING -> "";
    };
  }

  private static String offered(String what) {
    String files = what.equals("-d") || what.equals("-f") ? "IFS=$'\\n'\n      " : "";
    String names =
        files.isEmpty() ? "" : "\n      compopt -o filenames 2>/dev/null || true # bash 4";
    return files + "COMPREPLY=($(compgen " + what + " -- \"$cur\"))" + names + "\n      ";
  }

  private static void append(StringBuilder text, List<String> options, String offer) {
    text.append("    ").append(String.join(" | \\\n      ", options)).append(")\n");
    text.append("      ").append(offer).append("return\n      ;;\n");
  }

  private static String commands(List<CommandPage> pages) {
    return String.join(
        " ", pages.stream().map(CommandPage::words).filter(words -> !words.contains(" ")).toList());
  }

  private static String words(CommandPage page) {
    var words = new ArrayList<String>(page.subcommands());
    for (PositionalParamSpec parameter : page.spec().positionalParameters()) {
      words.addAll(page.argument(parameter).words());
    }
    page.options().forEach(option -> words.addAll(OptionNames.of(option)));
    return String.join(" ", words);
  }
}
