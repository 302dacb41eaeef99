package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cli.report.VerifyReport;
import io.github.cacheferry.graph.Heal;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.inspect.CacheCheck;
import io.github.cacheferry.inspect.GraphFinding;
import java.io.IOException;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads every blob of a cache and holds it against what the cache says of it. */
@Command(
    name = "cacheferry verify",
    customSynopsis = "cacheferry verify SPEC [OPTION...]",
    description = {
      "Reads every blob of a cache and checks its digest, its size and what it is uncompressed.",
      "Of a bad blob it says which steps it costs: these are rebuilt, or fail the build. Records"
          + " that BuildKit refuses are found too. cacheferry heal repairs all of that."
    },
    parameterListHeading = "%nArguments:%n",
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the cache is sound",
      "1:it could not be read",
      "2:the command line makes no sense",
      "6:a blob is missing or not what it should be, or the records are not sound",
      "124:the time budget is spent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry verify ghcr.io/acme/app:cache",
      "  cacheferry verify type=local,src=cache -o json",
      "",
      "Environment:"
    })
public final class VerifyCommand implements CliCommand {
  @Option(
      names = "--deep",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Uncompress each blob and compare its diffID (the default). --no-deep checks what is"
              + " stored only: faster, and blind to a wrong diffID.")
  private boolean deep;

  @Mixin private OneSource source = new OneSource();

  @Override
  public int run(Host host) throws IOException {
    Importers.ImporterSpec spec = source.source(host);
    try (Run run = Run.start(host, source.shared(), "verify");
        CacheImporter importer = spec.open(run.context())) {
      Cache cache = importer.load().orElseThrow(() -> MigrateCommand.missing(importer));
      var findings =
          new CacheCheck(run.context(), source.shared().jobs(), deep).verify(importer, cache);
      var records = GraphFinding.of(Heal.of(cache, Set.of()));
      var report = new VerifyReport(importer.describe(), cache, deep, findings, records);
      report.write(run.finish(), source.shared().json());
      return report.isSound() ? ExitCode.DONE : ExitCode.INTEGRITY;
    }
  }
}
