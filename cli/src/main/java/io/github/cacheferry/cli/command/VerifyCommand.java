package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cli.report.VerifyReport;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.inspect.CacheCheck;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads every blob of a cache and holds it against what the cache says of it. */
@Command(
    name = "cacheferry verify",
    customSynopsis = "cacheferry verify SPEC [OPTION...]",
    description = {
      "Reads every blob of a cache and checks its digest, its size and what it is uncompressed.",
      "Of a bad blob it says which steps it costs: these are rebuilt, or fail the build."
    },
    parameterListHeading = "%n",
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the cache is sound",
      "1:it could not be read",
      "2:the command line makes no sense",
      "6:a blob is missing or not what it should be",
      "124:the time budget is spent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry verify ghcr.io/acme/app:cache",
      "  cacheferry verify type=local,src=cache -o json",
      "",
      "Environment:",
      "  DOCKER_CONFIG, REGISTRY_AUTH_FILE   where credentials for registries are",
      "  SSL_CERT_FILE                       certificate authorities to trust",
      "  BUILDKIT_PROGRESS                   what --progress is if it is not given",
      "  NO_COLOR                            show no colours"
    })
public final class VerifyCommand implements CliCommand {
  @Mixin private OneSource source = new OneSource();

  @Override
  public int run(Host host) throws IOException {
    Importers.ImporterSpec spec = source.source(host);
    try (Run run = Run.start(host, source.shared(), "verify");
        CacheImporter importer = spec.open(run.context())) {
      Cache cache = importer.load().orElseThrow(() -> MigrateCommand.missing(importer));
      var findings = new CacheCheck(run.context(), source.shared().jobs()).verify(importer, cache);
      var report = new VerifyReport(importer.describe(), cache, findings);
      report.write(run.finish(), source.shared().json());
      return report.isSound() ? ExitCode.DONE : ExitCode.INTEGRITY;
    }
  }
}
