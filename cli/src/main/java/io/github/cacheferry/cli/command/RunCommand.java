package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.child.SilentChild;
import io.github.cacheferry.cli.directory.DirectoryUse;
import io.github.cacheferry.cli.directory.OwnDirectory;
import io.github.cacheferry.cli.report.ShellWord;
import io.github.cacheferry.cli.wrapper.BuildTool;
import io.github.cacheferry.cli.wrapper.DockerBuild;
import io.github.cacheferry.cli.wrapper.ManyBuilds;
import io.github.cacheferry.cli.wrapper.Rewritten;
import java.io.IOException;
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
          + " its exit code; what cannot be restored or saved is a warning. Reports go to stderr.",
      "--time-budget bounds what is done after the build; what is done before it has as much again,"
          + " and the build itself all the time it takes."
    },
    sortOptions = false,
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the command ended with 0",
      "2:the command line makes no sense",
      "3:with --fail-on-miss: no source has a cache; nothing is run",
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
  private static final String READS = "it is the builder that reads these caches";
  private static final String WRITES = "it is the builder that writes these caches";
  private static final String READS_INPUT =
      "it reads what it builds from standard input; give it a file for cacheferry to read too";
  private static final String UNSCOPED = " Nothing is saved, and the specs are read as they are.";

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

  @Option(
      names = "--direct",
      description =
          "Give the builder the specs themselves, all but type=local: it reads and writes these"
              + " caches, and no directory is between.")
  private boolean direct;

  @Option(names = "--print", description = "Only show the command as it would be run, on stdout.")
  private boolean print;

  @Option(
      names = "--dry-run",
      description =
          "Only show where it would read and write, and whether it could, and what it would run.")
  private boolean dryRun;

  @Option(
      names = "--save-on",
      paramLabel = "WHEN",
      converter = SaveOn.Converter.class,
      description =
          "After which builds to save: success (the default), failure or always. What a failed"
              + " build leaves is added to what is there, as with --merge.")
  private SaveOn saveOn = SaveOn.SUCCESS;

  @Option(
      names = "--on-error",
      paramLabel = "WHAT",
      converter = ExportCommand.OnErrorConverter.class,
      description = "What a failed save is: warn (the default) or fail.")
  private ExportCommand.OnError onError = ExportCommand.OnError.WARN;

  @Mixin private RestoreOptions restoring = new RestoreOptions();

  @Mixin private ScopeOptions scope = new ScopeOptions(true);

  @Mixin private ModeOption mode = new ModeOption();

  @Mixin private LabelOptions label = new LabelOptions();

  @Mixin private MergeOptions merge = new MergeOptions(false);

  @Mixin private MinTrust minTrust = new MinTrust();

  @Mixin private KeepUnused keepUnused = new KeepUnused();

  @Mixin private SharedOptions shared = new SharedOptions();

  @Override
  public int run(Host host) throws IOException {
    Redactor redactor = host.console().redactor();
    BuildTool tool = BuildTool.of(command, host.environment());
    Scoping scoping = scope.scoping(host);
    DirectSpecs specs = specs(scoping, redactor);
    var beforeBuild = Cancellation.of(shared.timeBudget());
    ScopedSources sources = ScopedSources.of(specs.layoutFrom(), scoping, redactor);
    var reads = new BuildImport(NAME, sources, scoping, restoring, minTrust, beforeBuild);
    BuildSave save = save(host, specs.layoutTo(), scoping);
    if (!to.isEmpty()) {
      save.origin().checkMayWrite(scoping);
    }
    BuildDirectory directory = BuildDirectory.of(dir, keys(tool), host);
    SilentChild asking =
        SilentChild.beforeBuild(host.launch(), host.interrupts(), beforeBuild.remaining());
    var caches = new BuildCaches(!save.targets().isEmpty(), specs.flags());
    Optional<BuildLayouts> layouts =
        BuildLayouts.of(directory.directory(), tool, caches, asking, host);
    if (print || dryRun) {
      Rewritten shown = layouts.map(all -> all.command(reads.isAny())).orElseGet(this::plain);
      return print ? show(host, layouts, shown) : look(host, shown, reads, save);
    }
    if (direct) {
      scoping.trouble().ifPresent(why -> host.workflow(NAME).warning(why.problem() + UNSCOPED));
    }
    var build = new BuildRun(host, shared, new Child(host), save, saveOn);
    if (layouts.isEmpty()) {
      String why = untold(tool, asking);
      return build.runAsItIs(plain(), "runs the command as it is: " + why, why);
    }
    return run(
        host,
        build,
        reads,
        layouts.get(),
        directory.own().filter(own -> caches.written() || reads.isAny()));
  }

  /** Why it is not known what the tool builds. */
  private static String untold(BuildTool tool, SilentChild asked) {
    if (tool instanceof ManyBuilds many && many.readsInput()) {
      return READS_INPUT;
    }
    boolean late = asked.stop().reason().isPresent();
    return late ? "it takes too long to tell what it builds" : "it does not tell its targets";
  }

  private int run(
      Host host,
      BuildRun build,
      BuildImport reads,
      BuildLayouts layouts,
      Optional<OwnDirectory> own)
      throws CacheException {
    if (own.isEmpty()) {
      return build.run(reads, layouts, plain());
    }
    try (DirectoryUse use = DirectoryUse.begin(own.get())) {
      int code = build.run(reads, layouts, plain());
      keepUnused.tidy(use, host, shared.progress());
      return code;
    }
  }

  private DirectSpecs specs(Scoping scoping, Redactor redactor) throws CacheException.Usage {
    if (!direct) {
      return DirectSpecs.none(from, to);
    }
    boolean soft = onError == ExportCommand.OnError.WARN;
    var specs = DirectSpecs.of(from, to, scoping, mode.asked(), soft, redactor);
    boolean reads = !specs.flags().from().isEmpty();
    boolean writes = !specs.flags().to().isEmpty();
    check(reads && restoring.first(), "--first", READS);
    check(reads && restoring.failsOnMiss(), "--fail-on-miss", READS);
    check(reads && minTrust.isAsked(), "--min-trust", READS);
    check(writes && merge.isAsked(), "--merge", WRITES);
    check(writes && label.label().isGiven(), "--target or --platform", WRITES);
    check(writes && saveOn != SaveOn.SUCCESS, "--save-on", WRITES);
    return specs;
  }

  private static void check(boolean senseless, String option, String reason)
      throws CacheException.Usage {
    if (senseless) {
      throw new CacheException.Usage(
          new Problem("use " + option + " with --direct", "", reason, "Leave out one of them."));
    }
  }

  private BuildSave save(Host host, List<String> targets, Scoping scoping)
      throws CacheException.Usage {
    boolean soft = onError == ExportCommand.OnError.WARN;
    Origin origin = Origin.of(host).labelled(label.label());
    return new BuildSave(
        NAME,
        mode.apply(Specs.targets(targets, scoping, soft, host.console().redactor())),
        scoping,
        origin,
        merge.merging(origin),
        soft);
  }

  /** What the shown command needs is made, so that it can be pasted. */
  private static int show(Host host, Optional<BuildLayouts> layouts, Rewritten shown) {
    try {
      if (layouts.isPresent()) {
        layouts.get().prepare();
      }
    } catch (CacheException e) {
      host.workflow(NAME).warning(e.problem().toString());
    }
    host.console().out(ShellWord.line(shown.variables(), shown.words()));
    return ExitCode.DONE;
  }

  private int look(Host host, Rewritten shown, BuildImport reads, BuildSave save)
      throws CacheException.Usage {
    try (Run run = Run.start(host, shared, NAME);
        OpenSources sources = OpenSources.open(run, reads.sources().specs());
        OpenTargets targets = OpenTargets.open(run, save.targets(), save.origin().writer())) {
      var look = new DryRun(NAME, run);
      look.read(sources, reads.sources());
      look.write(targets, save.scoping().own());
      look.run(shown.line());
      return look.report(shared.json());
    }
  }

  private Rewritten plain() {
    return new Rewritten(command, Map.of());
  }

  private List<String> keys(BuildTool tool) {
    var keys = new ArrayList<String>(tool instanceof DockerBuild build ? build.built() : command);
    keys.addAll(from);
    keys.add("to");
    keys.addAll(to);
    return keys;
  }
}
