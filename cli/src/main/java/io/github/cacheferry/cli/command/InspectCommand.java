package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cli.report.InspectReport;
import io.github.cacheferry.importers.Importers;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a cache holds without fetching it. */
@Command(
    name = "cacheferry inspect",
    customSynopsis = "cacheferry inspect SPEC [OPTION...]",
    description = {
      "Shows what a cache holds: its steps, the layers that each made, sizes, ages, and what is missing.",
      "It reads the manifest and the config and asks for each blob; no layer is fetched."
    },
    parameterListHeading = "%nArguments:%n",
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown, whatever is missing",
      "1:the cache could not be read",
      "2:the command line makes no sense",
      "6:its manifest or config is not what it should be",
      "124:the time budget is spent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry inspect ghcr.io/acme/app:cache",
      "  cacheferry inspect type=local,src=cache -o json | jq .totals",
      "",
      "Environment:"
    })
public final class InspectCommand implements CliCommand {
  @Mixin private OneSource source = new OneSource();

  @Override
  public int run(Host host) throws IOException {
    Importers.ImporterSpec spec = source.source(host);
    try (Run run = Run.start(host, source.shared(), "inspect");
        CacheImporter importer = spec.open(run.context())) {
      Cache cache = importer.load().orElseThrow(() -> MigrateCommand.missing(importer));
      var missing = importer.absent(cache.blobs().values());
      new InspectReport(importer.describe(), cache, missing, Instant.now())
          .write(run.finish(), source.shared().json());
      return ExitCode.DONE;
    }
  }
}
