package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.report.SaveReport;
import io.github.cacheferry.cli.workflow.Workflow;
import io.github.cacheferry.importers.Importers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Takes the cache that a build left in a directory away to other backends. */
@Command(
    name = "cacheferry export",
    customSynopsis = "cacheferry export [--dir DIR] --cache-to SPEC... [OPTION...]",
    description = {
      "Saves the cache that a build left in a directory, after the build.",
      "A save that fails is a warning and an outcome, not a failure: a good build stays green."
          + " In CI it goes to the job's own scope."
    },
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:saved, or not saved and --on-error is warn",
      "1:with --on-error fail: no target has the cache",
      "2:the command line makes no sense",
      "4:with --on-error fail: some targets have the cache and some do not",
      "5:the trust policy forbids it: what is there comes from writers that are trusted more",
      "6:with --on-error fail: the directory's bytes are not what they should be",
      "124:with --on-error fail: the time budget is spent"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  docker buildx build --cache-to type=local,dest=cache,mode=max .",
      "  cacheferry export --dir cache --cache-to ghcr.io/acme/app:cache --time-budget 5m",
      "",
      "  In each job of a matrix, all at the same time, into one cache for all of them:",
      "  cacheferry export --dir cache --cache-to ghcr.io/acme/app:cache --merge --keep-generations 20",
      "",
      "Environment:",
      "  CACHEFERRY_DIR                      the directory, if --dir is not given"
    })
public final class ExportCommand implements CliCommand {
  private static final String NAME = "export";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "The directory that the build wrote with --cache-to type=local,dest=DIR (default: as for import).")
  private Optional<String> dir = Optional.empty();

  @Option(
      names = "--cache-to",
      required = true,
      paramLabel = "SPEC",
      description =
          "Where to save: BuildKit's type=registry,ref=..., type=local,dest=... or type=gha,scope=...; a bare reference is a registry's. mode=min leaves out the layers of intermediate steps.")
  private List<String> to = new ArrayList<>();

  @Option(
      names = "--on-error",
      paramLabel = "WHAT",
      converter = OnErrorConverter.class,
      description = "What a failed save is: warn (the default) or fail.")
  private OnError onError = OnError.WARN;

  @Mixin private ScopeOptions scope = new ScopeOptions(true);

  @Mixin private ModeOption mode = new ModeOption();

  @Mixin private LabelOptions label = new LabelOptions();

  @Mixin private MergeOptions merge = new MergeOptions(false);

  @Option(
      names = "--dry-run",
      description = "Only show where it would read and write, and whether it could.")
  private boolean dryRun;

  @Mixin private SharedOptions shared = new SharedOptions();

  @Override
  public int run(Host host) throws IOException {
    var redactor = host.console().redactor();
    CacheDirectory directory = CacheDirectory.of(dir, host);
    Importers.ImporterSpec source = Importers.check(directory.source());
    Scoping scoping = scope.scoping(host);
    Origin origin = Origin.of(host).labelled(label.label());
    origin.checkMayWrite(scoping);
    Optional<Merging> merging = merge.merging(origin);
    List<SaveTarget> targets = mode.apply(Specs.targets(to, scoping, !fails(), redactor));
    try (Run run = Run.start(host, shared, NAME);
        CacheImporter importer = source.open(run.context())) {
      if (scoping.trouble().isPresent()) { // another branch's cache may be where the specs say
        return unreadable(run, importer.describe(), scoping.trouble().get());
      }
      try (OpenTargets open = OpenTargets.open(run, targets, origin.writer())) {
        return dryRun
            ? look(run, importer, open, scoping)
            : export(run, importer, open, origin, merging);
      }
    }
  }

  private int export(
      Run run,
      CacheImporter importer,
      OpenTargets targets,
      Origin origin,
      Optional<Merging> merging) {
    String source = importer.describe();
    try {
      Optional<Cache> cache = importer.load();
      if (cache.isEmpty()) {
        return nothing(run, source);
      }
      // Merging records this export itself.
      Cache saved = merging.isPresent() ? cache.get() : origin.recordedWith(cache.get());
      var outcomes = targets.save(importer, saved, merging, shared.jobs());
      var report = new SaveReport(NAME, source, outcomes, Optional.empty());
      run.end(report, shared.json());
      return ExitCode.of(report);
    } catch (IOException e) {
      return unreadable(run, source, Run.typed("read the cache", source, e));
    }
  }

  private int look(Run run, CacheImporter importer, OpenTargets targets, Scoping scoping) {
    var look = new DryRun(NAME, run);
    look.read(importer, Optional.empty());
    look.write(targets, scoping.own());
    return look.report(shared.json());
  }

  private int nothing(Run run, String name) {
    Console console = run.finish();
    say(
        run.workflow(),
        "nothing was saved: there is no cache at "
            + name
            + ". Did the build run with --cache-to type=local,dest=DIR,mode=max?");
    var report = new SaveReport(NAME, name, List.of(), Optional.empty());
    report.tell(run.workflow());
    report.write(console, shared.json());
    return fails() ? ExitCode.FAILURE : ExitCode.DONE;
  }

  private int unreadable(Run run, String name, CacheException failure) {
    Console console = run.finish();
    say(run.workflow(), failure.problem().toString());
    var report = new SaveReport(NAME, name, List.of(), Optional.of(failure));
    report.tell(run.workflow());
    report.write(console, shared.json());
    int code = ExitCode.of(failure);
    return fails() || code == ExitCode.INTERRUPTED ? code : ExitCode.DONE;
  }

  private void say(Workflow workflow, String message) {
    if (fails()) {
      workflow.error(message);
    } else {
      workflow.warning(message);
    }
  }

  private boolean fails() {
    return onError == OnError.FAIL;
  }

  /** What a failed save is. */
  enum OnError {
    WARN,
    FAIL
  }

  /** Reads {@code --on-error}. */
  static final class OnErrorConverter implements ITypeConverter<OnError> {
    @Override
    public OnError convert(String value) {
      return switch (value) {
        case "fail" -> OnError.FAIL;
        case "warn" -> OnError.WARN;
        default -> throw new TypeConversionException("it is warn or fail, not " + value);
      };
    }
  }
}
