package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.workflow.RunnerRules;
import io.github.cacheferry.cli.workflow.RunnerRules.Command;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FakeActionsCache;
import io.github.cacheferry.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a step on GitHub gets besides data on stdout. */
class WorkflowTest {
  @TempDir private Path directory;

  private InProcess program = new InProcess();

  @BeforeEach
  void beOnGitHub() {
    Fixtures.copy("max-image-manifest", directory.resolve("cache"));
    program = onGitHub();
  }

  @Test
  void import_setsOutputsAndASummary() throws IOException {
    assertThat(
            program.run(
                "import", "--scope=none", "--cache-from=type=local,src=cache", "--dir=copy"))
        .isZero();
    assertThat(outputs())
        .containsEntry("cache-hit", "true")
        .containsEntry("restored", "true")
        .containsEntry("cache-from", "type=local,src=copy")
        .containsEntry("cache-to", "type=local,dest=copy,mode=max")
        .containsEntry("dir", "copy")
        .containsEntry("cache-matched-scope", "")
        .hasEntrySatisfying("bytes", bytes -> assertThat(Long.parseLong(bytes)).isPositive())
        .hasEntrySatisfying("source", source -> assertThat(source).startsWith("local "))
        .hasEntrySatisfying("manifest", digest -> assertThat(digest).startsWith("sha256:"))
        .hasSize(10);
    assertThat(summary()).startsWith("### cacheferry import\n").contains(" | restored | ");
    assertThat(program.out()).startsWith("--cache-from type=local,src=copy");
    assertThat(RunnerRules.commands(program.out())).isEmpty();
    List<Command> commands = RunnerRules.commands(program.err());
    assertThat(commands).extracting(Command::name).containsExactly("group", "endgroup");
    assertThat(commands.get(0).data()).isEqualTo("cacheferry import");
  }

  @Test
  void import_tellsLaterStepsTheDirectoryThatItWasGiven() throws IOException {
    program.run("import", "--scope=none", "--cache-from=type=local,src=cache", "--dir=copy");
    Map<String, String> later = RunnerRules.values(Files.readString(directory.resolve("env")));
    assertThat(later).containsOnly(Map.entry("CACHEFERRY_DIR", directory.resolve("copy") + ""));

    var next = onGitHub().with("CACHEFERRY_DIR", later.get("CACHEFERRY_DIR"));
    next.run("export", "--scope=none", "--cache-to=type=local,dest=saved");
    assertThat(outputs()).containsEntry("outcome", "saved");
  }

  @Test
  void import_thatWarnsIsNotLeftFoldedOnBuildkite() throws IOException {
    Files.writeString(
        Files.createDirectory(directory.resolve("broken")).resolve("index.json"), "{");
    var warned = new InProcess().in(directory).with("BUILDKITE", "true");
    assertThat(warned.run("import", "--scope=none", "--cache-from=type=local,src=broken")).isZero();
    assertThat(warned.err()).startsWith("--- cacheferry import\n").containsOnlyOnce("\n^^^ +++\n");

    var fine = new InProcess().in(directory).with("BUILDKITE", "true");
    assertThat(fine.run("import", "--scope=none", "--cache-from=type=local,src=cache")).isZero();
    assertThat(fine.err()).doesNotContain("^^^ +++");
  }

  @Test
  void import_toTheDirectoryThatAllStepsAgreeOnTellsNothing() {
    program.with("RUNNER_TEMP", directory.resolve("temp").toString());
    program.run("import", "--scope=none", "--cache-from=type=local,src=cache");
    assertThat(directory.resolve("env")).doesNotExist();
  }

  @Test
  void import_ofALaterSourceIsNoExactHit() throws IOException {
    program.run(
        "import",
        "--scope=none",
        "--cache-from=type=local,src=none",
        "--cache-from=type=local,src=cache",
        "--dir=copy");
    assertThat(outputs()).containsEntry("cache-hit", "false").containsEntry("restored", "true");
  }

  @Test
  void import_aMissLeavesNothingToReadAndIsNoWarning() throws IOException {
    program.run("import", "--scope=none", "--cache-from=type=local,src=none", "--dir=copy");
    assertThat(outputs())
        .containsEntry("cache-hit", "false")
        .containsEntry("restored", "false")
        .containsEntry("cache-from", "")
        .containsEntry("manifest", "");
    assertThat(annotations()).isEmpty();
  }

  @Test
  void export_aSoftFailureIsExactlyOneWarning() throws IOException {
    assertThat(
            program.run(
                "export",
                "--scope=none",
                "--dir=cache",
                "--cache-to=127.0.0.1:1/acme/app:cache",
                "--time-budget=2s"))
        .isZero();
    assertThat(annotations())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.name()).isEqualTo("warning");
              assertThat(warning.properties()).isEqualTo(Map.of("title", "cacheferry export"));
              assertThat(warning.data()).startsWith("could not ").contains("127.0.0.1:1");
            });
    assertThat(program.err()).doesNotContain("\nwarning: ");
    assertThat(outputs()).containsEntry("outcome", "failed").containsEntry("bytes", "0");
    assertThat(summary()).contains(" | failed | ");
  }

  @Test
  void export_tellsOutcomeAndBytes() throws IOException {
    program.run("export", "--scope=none", "--dir=cache", "--cache-to=type=local,dest=saved");
    assertThat(outputs()).containsEntry("outcome", "saved").hasSize(2);
    assertThat(annotations()).isEmpty();
  }

  @Test
  void migrate_aFailureIsExactlyOneError() throws IOException {
    assertThat(
            program.run(
                "migrate", "--cache-from=type=local,src=none", "--cache-to=type=local,dest=x"))
        .isEqualTo(1);
    assertThat(annotations()).singleElement().extracting(Command::name).isEqualTo("error");
    assertThat(outputs()).containsEntry("outcome", "failed");
  }

  @Test
  void migrate_toWhatMayNotBeWrittenIsExactlyOneWarning() throws IOException {
    try (FakeActionsCache fake = FakeActionsCache.start(directory.resolve("served"))) {
      String token = fake.forge().grant("refs/heads/main", 1).unsigned();
      String target = ActionsEntries.spec(fake, 2, token, ",scope=app");
      assertThat(
              program.run("migrate", "--cache-from=type=local,src=cache", "--cache-to=" + target))
          .isZero();
      assertThat(fake.count("CreateCacheEntry")).isZero();
    }
    assertThat(outputs()).containsEntry("outcome", "skipped-readonly");
    assertThat(annotations())
        .filteredOn(command -> !command.name().equals("add-mask"))
        .singleElement()
        .extracting(Command::name)
        .isEqualTo("warning");
  }

  @Test
  void usage_isAnError() {
    program.run("migrate", "--nonsense");
    assertThat(annotations()).singleElement().extracting(Command::name).isEqualTo("error");
  }

  @Test
  void withJsonForProgressStderrHasNoGroup() {
    program.run(
        "export",
        "--scope=none",
        "--dir=cache",
        "--cache-to=type=local,dest=saved",
        "--progress=rawjson");
    assertThat(RunnerRules.commands(program.err())).isEmpty();
  }

  @Test
  void json_isAsEverywhere() {
    String[] arguments = {
      "import", "--scope=none", "--cache-from=type=local,src=none", "--dir=copy", "-o", "json"
    };
    assertThat(program.runForOut(arguments))
        .isEqualTo(new InProcess().in(directory).runForOut(arguments));
  }

  @Test
  void elsewhereNothingIsWritten() {
    var elsewhere = onGitHub().with("GITHUB_ACTIONS", "");
    elsewhere.run("import", "--scope=none", "--cache-from=type=local,src=cache", "--dir=copy");
    elsewhere.run(
        "export", "--scope=none", "--dir=copy", "--cache-to=127.0.0.1:1/a/b", "--time-budget=1s");
    assertThat(RunnerRules.commands(elsewhere.out() + elsewhere.err())).isEmpty();
    assertThat(directory.resolve("output")).doesNotExist();
    assertThat(directory.resolve("summary")).doesNotExist();
  }

  @Test
  void aFileThatCannotBeWrittenDoesNotFailTheRun() {
    program.with("GITHUB_OUTPUT", directory.resolve("none/output").toString());
    assertThat(
            program.run(
                "import", "--scope=none", "--cache-from=type=local,src=cache", "--dir=copy"))
        .isZero();
    assertThat(program.err()).contains("warning: could not set the step's output cache-hit");
  }

  private InProcess onGitHub() {
    return new InProcess()
        .in(directory)
        .with("GITHUB_ACTIONS", "true")
        .with("GITHUB_ENV", directory.resolve("env").toString())
        .with("GITHUB_OUTPUT", directory.resolve("output").toString())
        .with("GITHUB_STEP_SUMMARY", directory.resolve("summary").toString());
  }

  private List<Command> annotations() {
    return RunnerRules.commands(program.err()).stream()
        .filter(command -> !command.name().endsWith("group"))
        .toList();
  }

  private Map<String, String> outputs() throws IOException {
    return RunnerRules.values(Files.readString(directory.resolve("output")));
  }

  private String summary() throws IOException {
    return Files.readString(directory.resolve("summary"));
  }
}
