package io.github.cacheferry.cli.command;

import io.github.cacheferry.cli.shell.CommandPage;
import io.github.cacheferry.cli.shell.Shell;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Prints what a shell needs to complete the command line. */
@Command(
    name = "cacheferry completion",
    customSynopsis = "cacheferry completion SHELL",
    description = "Prints what a shell needs to complete cacheferry's command line.",
    parameterListHeading = "%nArguments:%n",
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  . <(cacheferry completion bash)",
      "  cacheferry completion zsh >~/.zfunc/_cacheferry",
      "  cacheferry completion fish >~/.config/fish/completions/cacheferry.fish"
    })
public final class CompletionCommand implements CliCommand {
  @Parameters(
      paramLabel = "SHELL",
      converter = ShellConverter.class,
      description = "bash, zsh or fish.")
  private Shell shell = Shell.BASH;

  @SuppressWarnings("UnusedVariable") // picocli looks into it
  @Mixin
  private HelpOption help = new HelpOption();

  private final Supplier<List<CommandPage>> pages;

  /**
   * @param pages makes all commands
   */
  public CompletionCommand(Supplier<List<CommandPage>> pages) {
    this.pages = pages;
  }

  @Override
  public int run(Host host) {
    host.console().out(shell.completion(pages.get()).stripTrailing());
    return ExitCode.DONE;
  }

  /** Reads the shell's name. */
  static final class ShellConverter implements ITypeConverter<Shell> {
    @Override
    public Shell convert(String value) {
      return switch (value) {
        case "bash" -> Shell.BASH;
        case "zsh" -> Shell.ZSH;
        case "fish" -> Shell.FISH;
        default -> throw new TypeConversionException("it is bash, zsh or fish, not " + value);
      };
    }
  }
}
