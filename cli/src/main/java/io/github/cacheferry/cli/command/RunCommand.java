package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.report.ImportReport;
import io.github.cacheferry.cli.report.ShellWord;
import io.github.cacheferry.cli.wrapper.BuildTool;
import io.github.cacheferry.cli.wrapper.Rewritten;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.scope.ScopeName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a build with the cache from elsewhere, and takes the new one away. */
@Command(
    name = "cacheferry run",
    customSynopsis =
        "cacheferry run [--cache-from SPEC...] [--cache-to SPEC...] [OPTION...] -- COMMAND...",
    description = {
      "Imports, runs a build with the flags that it needs, and exports.",
      "COMMAND is docker buildx build, docker build, docker buildx bake, docker compose build,"
          + " buildctl build or dagger (until 0.20). It keeps its own cache flags, its streams and"
          + " its exit code; what cannot be restored or saved is a warning. A build that fails is not saved. Reports go to stderr."
    },
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the command ended with 0",
      "2:the command line makes no sense",
      "5:the trust policy forbids to write there; nothing is run",
      "other:the command's own; after one that ended with 0 and with --on-error fail, export's"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry run --cache-from ghcr.io/acme/app:cache --cache-to ghcr.io/acme/app:cache \\",
      "      -- docker buildx build -t app .",
      "",
      "Environment:",
      "  CACHEFERRY_CACHE_FROM, CACHEFERRY_CACHE_TO",
      "                                      specs, with semicolons between, if the option is not",
      "                                      given; else DAGGER_CACHE_FROM and DAGGER_CACHE_TO",
      "  CACHEFERRY_DIR                      the directory, if --dir is not given"
    })
public final class RunCommand implements CliCommand {
  private static final String NAME = "run";

  @Option(
      names = "--cache-from",
      paramLabel = "SPEC",
      description = "Where to look for a cache, as for import. May be repeated.")
  private List<String> from = new ArrayList<>();

  @Option(
      names = "--cache-to",
      paramLabel = "SPEC",
      description = "Where to save the build's cache, as for export. May be repeated.")
  private List<String> to = new ArrayList<>();

  @Parameters(paramLabel = "COMMAND", description = "The build, behind two dashes.")
  private List<String> command = new ArrayList<>();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "The directory between the backends and the build (default: beside import's, one for each"
              + " build). Targets of a bake and services of compose write to DIR-targets.")
  private Optional<String> dir = Optional.empty();

  @Option(names = "--print", description = "Only show the command as it would be run, on stdout.")
  private boolean print;

  @Option(
      names = "--on-error",
      paramLabel = "WHAT",
      converter = ExportCommand.OnErrorConverter.class,
      description = "What a failed save is: warn (the default) or fail.")
  private ExportCommand.OnError onError = ExportCommand.OnError.WARN;

  @Mixin private ScopeOptions scope = new ScopeOptions(true);

  @Mixin private ModeOption mode = new ModeOption();

  @Mixin private MinTrust minTrust = new MinTrust();

  @Mixin private SharedOptions shared = new SharedOptions();

  @Override
  public int run(Host host) throws IOException {
    var redactor = host.console().redactor();
    BuildTool tool = BuildTool.of(command);
    List<String> sources = given(from, "CACHE_FROM", host);
    List<String> targets = given(to, "CACHE_TO", host);
    Scoping scoping = scope.scoping(host);
    ScopedSources scoped = ScopedSources.of(sources, scoping, redactor);
    boolean soft = onError == ExportCommand.OnError.WARN;
    List<SaveTarget> save = mode.apply(Specs.targets(targets, scoping, soft, redactor));
    Origin origin = Origin.of(host);
    if (!save.isEmpty()) {
      origin.checkMayWrite(scoping);
    }
    var child = new Child(host);
    Optional<BuildLayouts> layouts =
        BuildLayouts.of(
            BuildLayouts.directory(dir, keys(sources, targets), host), tool, child, host);
    if (print) {
      return show(host, layouts);
    }
    if (layouts.isEmpty()) {
      host.workflow(NAME).warning("runs the command as it is: it does not tell its targets");
      return child.run(plain());
    }
    return around(
        host, child, layouts.get(), scoped, new BuildSave(NAME, save, scoping, origin, soft));
  }

  /** What the shown command needs is made, so that it can be pasted. */
  private int show(Host host, Optional<BuildLayouts> layouts) {
    try {
      if (layouts.isPresent()) {
        layouts.get().prepare();
      }
    } catch (CacheException e) {
      host.workflow(NAME).warning(e.problem().toString());
    }
    Rewritten shown = layouts.map(all -> all.command(true)).orElseGet(this::plain);
    host.console().out(ShellWord.line(shown.variables(), shown.words()));
    return ExitCode.DONE;
  }

  private int around(
      Host host, Child child, BuildLayouts layouts, ScopedSources sources, BuildSave save)
      throws IOException {
    try {
      layouts.prepare();
    } catch (CacheException e) {
      host.workflow(NAME).warning(e.problem() + " The command runs without the cache.");
      return child.run(plain());
    }
    Restored restored = restore(host, sources, save.scoping(), layouts.directory());
    if (restored.interrupted()) {
      return ExitCode.INTERRUPTED;
    }
    int code = child.run(layouts.command(restored.hit()));
    if (code != ExitCode.DONE || save.targets().isEmpty()) {
      return code;
    }
    return save.run(host, shared, restored.left(), layouts.written());
  }

  /** Brings what there is; without sources nothing is asked. */
  private Restored restore(
      Host host, ScopedSources scoped, Scoping scoping, CacheDirectory directory)
      throws CacheException.Usage {
    if (scoped.specs().isEmpty()) {
      return new Restored(false, false, shared.timeBudget());
    }
    var target = new SaveTarget(Exporters.check(directory.target()), false, true);
    try (Run run = Run.start(host, shared, NAME);
        OpenSources open = OpenSources.open(run, scoped.specs());
        OpenTargets targets = OpenTargets.open(run, List.of(target), Optional.empty())) {
      scoping
          .trouble()
          .ifPresent(why -> run.warn(why.problem() + " The specs are read as they are."));
      var restoring = new Restoring(run, targets, minTrust, true, shared.jobs());
      restoring.restore(open, scoped, false);
      Optional<Integer> hit = restoring.firstHit();
      var report =
          new ImportReport(
              directory.path(),
              List.copyOf(restoring.attempts()),
              hit.flatMap(scoped::scope).map(ScopeName::text),
              hit.map(place -> directory.source().toString()),
              directory.buildTarget().toString());
      run.finish().err(report.summary());
      report.tell(run.workflow());
      Cancellation cancellation = run.context().cancellation();
      boolean interrupted =
          cancellation.reason().filter(Cancellation.Reason.INTERRUPTED::equals).isPresent();
      return new Restored(hit.isPresent(), interrupted, cancellation.remaining());
    }
  }

  private Rewritten plain() {
    return new Rewritten(command, Map.of());
  }

  private List<String> keys(List<String> sources, List<String> targets) {
    var keys = new ArrayList<String>(command);
    keys.addAll(sources);
    keys.add("to");
    keys.addAll(targets);
    return keys;
  }

  private static List<String> given(List<String> options, String variable, Host host) {
    if (!options.isEmpty()) {
      return options;
    }
    return host
        .variable("CACHEFERRY_" + variable)
        .or(() -> host.variable("DAGGER_" + variable))
        .map(specs -> List.of(specs.split(";", -1)))
        .orElse(List.of())
        .stream()
        .map(String::strip)
        .filter(spec -> !spec.isEmpty())
        .toList();
  }

  /**
   * What became of the import.
   *
   * @param hit whether the directory has a cache
   * @param interrupted whether a signal stopped it
   * @param left what is left of the time budget
   */
  private record Restored(boolean hit, boolean interrupted, Optional<Duration> left) {}
}
