package io.github.cacheferry.cli.command;

import io.github.cacheferry.cli.doctor.ActionsCheck;
import io.github.cacheferry.cli.doctor.BuildKitCheck;
import io.github.cacheferry.cli.doctor.BuilderAccessCheck;
import io.github.cacheferry.cli.doctor.BuildxCheck;
import io.github.cacheferry.cli.doctor.Check;
import io.github.cacheferry.cli.doctor.ClockCheck;
import io.github.cacheferry.cli.doctor.Clocks;
import io.github.cacheferry.cli.doctor.Diagnosis;
import io.github.cacheferry.cli.doctor.DockerCheck;
import io.github.cacheferry.cli.doctor.DriverCheck;
import io.github.cacheferry.cli.doctor.Engine;
import io.github.cacheferry.cli.doctor.Examination;
import io.github.cacheferry.cli.doctor.JavaCheck;
import io.github.cacheferry.cli.doctor.JobCheck;
import io.github.cacheferry.cli.doctor.Level;
import io.github.cacheferry.cli.doctor.Place;
import io.github.cacheferry.cli.doctor.SpaceCheck;
import io.github.cacheferry.cli.report.DoctorReport;
import io.github.cacheferry.scope.Jobs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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
          + " BuildKit. With specs it asks their backends too, whether they can be reached, read and"
          + " written. It changes nothing. Each check has 10 seconds, and all run at once."
    },
    parameterListHeading = "%n",
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
      "  CACHEFERRY_DIR                      where import would put a cache"
    })
public final class DoctorCommand implements CliCommand {
  private static final String NAME = "doctor";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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

  @Mixin private ScopeOptions scope = new ScopeOptions(true);

  @Mixin private SharedOptions shared = new SharedOptions();

  @Override
  public int run(Host host) throws IOException {
    Path directory =
        host.workingDirectory().resolve(CacheDirectory.of(Optional.empty(), host).path());
    var asked = new AskedPlaces(scope.scoping(host), host.console().redactor(), directory);
    both.forEach(asked::both);
    from.forEach(asked::from);
    to.forEach(asked::to);
    var engine = new Engine();
    InstantSource clock = InstantSource.system();
    var clocks = new Clocks(clock);
    try (Run run = Run.start(host, shared, NAME)) {
      var examination = new Examination(run.context(), clocks, PATIENCE);
      var diagnoses =
          new ArrayList<Diagnosis>(examination.run(checks(host, engine, asked, directory, clock)));
      diagnoses.addAll(examination.run(List.of(new ClockCheck(clocks, engine))));
      var report = new DoctorReport(diagnoses);
      var console = run.finish();
      report.tell(run.workflow());
      report.write(console, shared.json());
      return report.worst() == Level.PROBLEM ? ExitCode.FAILURE : ExitCode.DONE;
    }
  }

  private static List<Check> checks(
      Host host, Engine engine, AskedPlaces asked, Path directory, InstantSource clock) {
    List<Place> places = asked.places();
    var checks = new ArrayList<Check>();
    checks.add(new JavaCheck(processArguments(), version()));
    checks.add(
        new SpaceCheck(List.of(directory, Path.of(System.getProperty("java.io.tmpdir", "/tmp")))));
    checks.add(new JobCheck(Jobs.detect(host.environment(), host.workingDirectory())));
    checks.add(new ActionsCheck(places, clock));
    checks.add(new DockerCheck(engine));
    checks.add(new BuildxCheck(engine, places));
    checks.add(new DriverCheck(engine));
    checks.add(new BuildKitCheck(engine, places));
    if (!places.isEmpty()) {
      checks.add(new BuilderAccessCheck(engine, places));
    }
    checks.addAll(asked.checks());
    return checks;
  }

  private static List<String> processArguments() {
    return ProcessHandle.current().info().arguments().map(List::of).orElse(List.of());
  }

  private static String version() {
    return "cacheferry "
        + Optional.ofNullable(DoctorCommand.class.getPackage().getImplementationVersion())
            .orElse("development");
  }
}
