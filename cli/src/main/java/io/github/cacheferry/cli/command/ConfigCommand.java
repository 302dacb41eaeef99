package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.config.Configuration;
import io.github.cacheferry.cli.config.EffectiveOption;
import io.github.cacheferry.cli.report.ConfigReport;
import io.github.cacheferry.spec.NearMiss;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Shows what options are that are not given. */
@Command(
    name = "cacheferry config",
    customSynopsis = "cacheferry config [NAME] [OPTION...]",
    description = {
      "Shows what each option is if it is not given, and where that comes from.",
      "An option counts before the environment (CACHEFERRY_ and its name), that before"
          + " .cacheferry.yaml in the repository, and that before the user's file. Secrets are"
          + " masked."
    },
    parameterListHeading = "%nArguments:%n",
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown",
      "2:a file says what makes no sense, or what it may not say; or the command line does"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry config",
      "  cacheferry config export -o json",
      "",
      "Environment:",
      "  CACHEFERRY_CONFIG         the user's file, or none to read no file at all",
      "  XDG_CONFIG_HOME           where cacheferry/config.yaml is looked for (~/.config)"
    })
public final class ConfigCommand implements CliCommand {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Show only the options of the command of this name.")
  private List<String> words = new ArrayList<>();

  @Mixin private OutputOptions output = new OutputOptions();

  private final Supplier<List<CommandSpec>> commands;

  /**
   * @param commands makes the commands that can be configured
   */
  public ConfigCommand(Supplier<List<CommandSpec>> commands) {
    this.commands = commands;
  }

  @Override
  public int run(Host host) throws IOException {
    List<CommandSpec> all = commands.get();
    List<String> names = all.stream().map(EffectiveOption::command).toList();
    String wanted = String.join(" ", words);
    if (!wanted.isEmpty() && !names.contains(wanted)) {
      throw new CacheException.Usage(
          new Problem(
              "show the configuration of " + wanted,
              "",
              "there is no such command",
              NearMiss.find(wanted, names).map(near -> "Did you mean " + near + "?").orElse("")));
    }
    Configuration configuration = Configuration.read(host.surroundings(), names);
    var shown = new ArrayList<ConfigReport.Command>();
    for (CommandSpec command : all) {
      var options = EffectiveOption.of(command, configuration); // of all, since it checks them
      String name = EffectiveOption.command(command);
      if (wanted.isEmpty() || wanted.equals(name)) {
        shown.add(new ConfigReport.Command(name, options));
      }
    }
    new ConfigReport(configuration.read(), shown).write(host.console(), output.json());
    return ExitCode.DONE;
  }
}
