package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Is a service that keeps caches; which one, its subcommand says. */
@Command(
    name = "cacheferry serve",
    customSynopsis = "cacheferry serve SERVICE [OPTION...]",
    description = "Is a service that builds keep their caches at, until SIGINT or SIGTERM.",
    subcommands = ServeGhaCommand.class,
    commandListHeading = "%nServices:%n",
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  cacheferry serve gha --print-env", "  cacheferry serve gha --help"})
public final class ServeCommand implements CliCommand {
  @SuppressWarnings("UnusedVariable") // picocli looks into it
  @Mixin
  private HelpOption help = new HelpOption();

  @Override
  public int run(Host host) throws CacheException.Usage {
    throw new CacheException.Usage(
        Problem.of("serve", "", "no service is named")
            .advise("Say which: cacheferry serve gha is GitHub's cache service."));
  }
}
