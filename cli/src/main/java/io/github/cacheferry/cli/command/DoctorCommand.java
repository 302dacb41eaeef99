package io.github.cacheferry.cli.command;

import io.github.cacheferry.cli.doctor.Checkup;
import io.github.cacheferry.cli.doctor.Level;
import io.github.cacheferry.cli.doctor.Machine;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.report.DoctorReport;
import io.github.cacheferry.scope.Jobs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds out why a cache does not work here. */
@Command(
    name = "cacheferry doctor",
    customSynopsis =
        "cacheferry doctor [OPTION...] [--cache-from SPEC...] [--cache-to SPEC...] [SPEC...]",
    description = {
      "Looks for what keeps caches from working, and says what to do about each thing it finds.",
      "Without specs it looks at this machine: Java, disk, the CI's environment, Docker, buildx and"
          + " BuildKit. With specs, given or configured, it asks their backends too, whether they can"
          + " be reached, read and written. It changes nothing. Each check has 10 seconds, and all run at once."
    },
    parameterListHeading = "%nArguments:%n",
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no problem was found; there may be warnings",
      "1:a problem was found",
      "2:the command line makes no sense"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cacheferry doctor",
      "  cacheferry doctor ghcr.io/acme/app:cache",
      "  cacheferry doctor --cache-from type=gha,scope=app --cache-to type=gha,scope=app -o json",
      "",
      "Environment:",
      "  PATH, DOCKER_HOST, BUILDX_BUILDER   which docker and which builder are asked",
      "  CACHEFERRY_CACHE_FROM, CACHEFERRY_CACHE_TO, CACHEFERRY_DIR",
      "                                      as for import and export, if the option is not given;",
      "                                      the first two do not count where a SPEC is given"
    })
public final class DoctorCommand implements CliCommand {
  private static final String NAME = "doctor";

  @Parameters(
      paramLabel = "SPEC",
      arity = "0..*",
      description = "A place that is both read and written.")
  private List<String> both = new ArrayList<>();

  @Option(
      names = "--cache-from",
      paramLabel = "SPEC",
      description = "A place that is only read. May be repeated.")
  private List<String> from = new ArrayList<>();

  @Option(
      names = "--cache-to",
      paramLabel = "SPEC",
      description = "A place that is written. May be repeated.")
  private List<String> to = new ArrayList<>();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The directory that the job's import has, to look at its disk.")
  private Optional<String> dir = Optional.empty();

  @Mixin private ScopeOptions scope = new ScopeOptions(true);

  @Mixin private SharedOptions shared = new SharedOptions();

  @Override
  public int run(Host host) throws IOException {
    var checkup = new Checkup(machine(host));
    var places = new AskedPlaces(scope.scoping(host), host.console().redactor(), checkup);
    both.forEach(places::both);
    from.forEach(places::from);
    to.forEach(places::to);
    try (Run run = Run.start(host, shared, NAME)) {
      var report = new DoctorReport(checkup.run(run.context()));
      Console console = run.finish();
      report.tell(run.workflow());
      report.write(console, shared.json());
      return report.worst() == Level.PROBLEM ? ExitCode.FAILURE : ExitCode.DONE;
    }
  }

  private Machine machine(Host host) throws IOException {
    return new Machine(
        Version.text(),
        processArguments(),
        host.workingDirectory().resolve(CacheDirectory.of(dir, host).path()),
        Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
        Jobs.detect(host.environment(), host.workingDirectory()),
        scope.isAuto());
  }

  private static List<String> processArguments() {
    return ProcessHandle.current().info().arguments().map(List::of).orElse(List.of());
  }
}
