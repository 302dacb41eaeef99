package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.report.HealReport;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.graph.Heal;
import io.github.cacheferry.graph.Healed;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.inspect.CacheCheck;
import io.github.cacheferry.inspect.Finding;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Healing;
import io.github.cacheferry.transfer.Healing.Diagnosis;
import io.github.cacheferry.transfer.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Leaves out of a cache what would fail a build or spoil it, where it is or in a copy. */
@Command(
    name = "cacheferry heal",
    customSynopsis = "cacheferry heal SPEC [--cache-to SPEC] [--deep] [OPTION...]",
    description = {
      "Leaves out of a cache the results that need a blob which is missing, and the records that"
          + " BuildKit refuses. All else stays: the build then runs again only what was lost.",
      "The cache is replaced where it is, in one step, unless another job has written to it"
          + " meanwhile: then that one's is healed. Nothing is written if nothing is wrong."
    },
    parameterListHeading = "%nArguments:%n",
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the cache is sound, now or before, or it may not be written",
      "1:it could not be read or written",
      "2:the command line makes no sense",
      "5:the trust policy forbids it: what is there comes from writers that are trusted more",
      "6:its manifest or config is not what it should be: nothing of it can be kept",
      "124:the time budget is spent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry heal ghcr.io/acme/app:cache",
      "  cacheferry heal type=gha,scope=app --dry-run -o json",
      "  cacheferry heal type=local,src=cache --deep",
      "  cacheferry heal ghcr.io/acme/app@sha256:676f... --cache-to ghcr.io/acme/app:cache",
      "",
      "Environment:"
    })
public final class HealCommand implements CliCommand {
  private static final String NAME = "heal";

  @Option(
      names = "--cache-to",
      paramLabel = "SPEC",
      description =
          "Write what is sound there, and leave the cache itself as it is. A sound one is copied"
              + " too.")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--deep",
      description =
          "Read and uncompress every blob as verify does, instead of only asking whether it is"
              + " there.")
  private boolean deep;

  @Option(names = "--dry-run", description = "Only show what is wrong.")
  private boolean dryRun;

  @Mixin private OneSource source = new OneSource();

  @Override
  public int run(Host host) throws IOException {
    Importers.ImporterSpec from = source.source(host);
    Scoping scoping = source.scoping(host);
    Origin origin = Origin.of(host);
    origin.checkMayWrite(scoping);
    if (to.isPresent()) {
      List<SaveTarget> target =
          Specs.targets(List.of(to.get()), scoping, false, host.console().redactor());
      try (Run run = Run.start(host, source.shared(), NAME);
          CacheImporter importer = from.open(run.context());
          OpenTargets open = OpenTargets.open(run, target, origin.writer())) {
        return dryRun ? look(run, importer) : copy(run, importer, open);
      }
    }
    Exporters.ExporterSpec place = source.inPlace(host);
    try (Run run = Run.start(host, source.shared(), NAME);
        CacheImporter importer = from.open(run.context());
        CacheExporter exporter = place.open(run.context())) {
      return dryRun ? look(run, importer) : heal(run, importer, exporter, origin);
    }
  }

  private int heal(Run run, CacheImporter importer, CacheExporter exporter, Origin origin)
      throws IOException {
    exporter.expect();
    Healing.Outcome end =
        new Healing(run.context(), importer, exporter, origin.writer(), diagnosis(run, importer))
            .heal();
    String outcome =
        switch (end.status()) {
          case UNCHANGED -> HealReport.SOUND;
          case SAVED -> HealReport.HEALED;
          default -> end.status().wire();
        };
    return report(
        run,
        new HealReport(
            importer.describe(),
            exporter.describe(),
            outcome,
            end.healed(),
            end.published(),
            end.reason()));
  }

  private int copy(Run run, CacheImporter importer, OpenTargets target) throws IOException {
    Healed healed = healed(run, importer);
    CopyResult result =
        target.save(importer, healed.cache(), source.shared().jobs()).get(0).result();
    if (result.failure().isPresent()) {
      throw result.failure().get();
    }
    String outcome = healed.isChanged() ? HealReport.HEALED : HealReport.SOUND;
    return report(
        run,
        new HealReport(
            importer.describe(),
            result.target(),
            result.status().isDone() ? outcome : result.status().wire(),
            healed,
            result.published(),
            result.reason()));
  }

  private int look(Run run, CacheImporter importer) throws IOException {
    Healed healed = healed(run, importer);
    return report(
        run,
        new HealReport(
            importer.describe(),
            importer.describe(),
            healed.isChanged() ? HealReport.WOULD_HEAL : HealReport.SOUND,
            healed,
            Optional.empty(),
            Optional.empty()));
  }

  private Healed healed(Run run, CacheImporter importer) throws IOException {
    Cache cache = importer.load().orElseThrow(() -> MigrateCommand.missing(importer));
    return Heal.of(cache, diagnosis(run, importer).bad(cache));
  }

  private Diagnosis diagnosis(Run run, CacheImporter importer) {
    return deep ? cache -> damaged(run, importer, cache) : Diagnosis.absent(importer);
  }

  private Set<Digest> damaged(Run run, CacheImporter importer, Cache cache) throws IOException {
    var check = new CacheCheck(run.context(), source.shared().jobs(), /* deep= */ true);
    return check.verify(importer, cache).stream()
        .filter(finding -> finding.kind().isOfBytes())
        .map(Finding::blob)
        .collect(Collectors.toSet());
  }

  private int report(Run run, HealReport report) throws CacheException {
    Console console = run.finish();
    report.tell(run.workflow());
    report.write(console, source.shared().json());
    return report.outcome().equals(Status.REFUSED.wire()) ? ExitCode.POLICY : ExitCode.DONE;
  }
}
