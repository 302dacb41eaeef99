package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wrapper around a stub: it tells a version as dagger does, and copies a cache to where the
 * variables say. No dagger with its engine can be had in a test.
 */
class RunDaggerTest {
  private static final String DAGGER =
      """
      #!/bin/sh
      if [ "$1" = version ]; then
        case $VERSION in
          fail) echo broken; exit 3 ;;
          hang) exec sleep 1000 ;;
          *) echo "dagger $VERSION (registry.dagger.io/engine) linux/amd64"; exit ;;
        esac
      fi
      env | sed -n 's/^_EXPERIMENTAL_DAGGER_CACHE_//p' | sort >variables
      to=${_EXPERIMENTAL_DAGGER_CACHE_EXPORT_CONFIG:-$_EXPERIMENTAL_DAGGER_CACHE_CONFIG}
      to=${to##*dest=}
      to=${to%%,*}
      [ -z "$to" ] || { mkdir -p "$to" && cp -r fixture/. "$to/"; }
      """;

  @TempDir private Path directory;
  private Stage stage;
  private String reference;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "fixture");
    stage.script("dagger", DAGGER);
    reference = stage.registry().reference("acme/app:cache");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void theVariablesAreSetAndTheCacheIsSaved() throws IOException {
    InProcess first = program("v0.20.8");
    assertThat(run(first)).isZero();
    assertThat(first.err()).contains("saved: registry ");
    assertThat(variables()).isEqualTo("EXPORT_CONFIG=" + to() + "\n");

    assertThat(run(program("v0.20.8").with("_EXPERIMENTAL_DAGGER_CACHE_IMPORT_CONFIG", "type=gha")))
        .isZero();
    assertThat(variables())
        .isEqualTo(
            "EXPORT_CONFIG="
                + to()
                + "\nIMPORT_CONFIG=type=gha;type=local,src="
                + stage.path("cache")
                + "\n");
  }

  @Test
  void aDaggerThatTakesTheTimeBudgetToTellItsVersionRunsWithoutACache() throws IOException {
    InProcess program = program("hang");
    assertThat(
            program.run(
                "run",
                "--dir=cache",
                "--time-budget=1s",
                "--cache-to",
                reference,
                "--",
                dagger(),
                "call"))
        .isZero();
    assertThat(program.err())
        .contains("runs the command as it is: it takes too long to tell what it builds");
    assertThat(variables()).isEmpty();
  }

  @Test
  void untilVersion8ThereIsOneVariable() throws IOException {
    assertThat(run(program("v0.6.4"))).isZero();
    assertThat(variables())
        .isEqualTo(
            "CONFIG=" + to().replace("dest=", "src=" + stage.path("cache") + ",dest=") + "\n");
  }

  @Test
  void print_showsTheVariablesInFrontOfTheCommand() {
    InProcess program = program("v0.12.0");
    assertThat(
            program.run(
                "run",
                "--dir=a;b",
                "--print",
                "--cache-from",
                reference,
                "--cache-to",
                reference,
                "--",
                dagger(),
                "call",
                "it is"))
        .isZero();
    assertThat(program.out())
        .isEqualTo(
            "_EXPERIMENTAL_DAGGER_CACHE_EXPORT_CONFIG='type=local,dest="
                + stage.path("a\\;b")
                + ",mode=max,ignore-error=true'"
                + " _EXPERIMENTAL_DAGGER_CACHE_IMPORT_CONFIG='type=local,src="
                + stage.path("a\\;b")
                + "' "
                + dagger()
                + " call 'it is'\n");
  }

  @Test
  void dryRun_showsTheVariablesTooAndNoSecretOfTheUsersOwn() {
    InProcess program =
        program("v0.12.0")
            .with(
                "_EXPERIMENTAL_DAGGER_CACHE_EXPORT_CONFIG",
                "type=s3,bucket=b,secret_access_key=sesame-sesame");
    assertThat(
            program.run(
                "run", "--dir=a", "--dry-run", "--cache-to", reference, "--", dagger(), "call"))
        .as(program::err)
        .isZero();
    assertThat(program.out())
        .contains("would run env '_EXPERIMENTAL_DAGGER_CACHE_EXPORT_CONFIG=type=s3,bucket=b,")
        .contains(",dest=" + stage.path("a"))
        .doesNotContain("sesame");
  }

  @Test
  void aVersionThatIgnoresCachesIsRefusedAndNothingRuns() {
    InProcess program = program("v0.21.3");
    assertThat(run(program)).isEqualTo(2);
    assertThat(program.err())
        .isEqualTo(
            "cacheferry: could not give dagger a cache: v0.21.3 ignores caches, as dagger does"
                + " since 0.21. Run it without cacheferry: its engine keeps its cache in a volume."
                + " Or use dagger 0.20.\n");
    assertThat(stage.path("variables")).doesNotExist();
  }

  @Test
  void aDaggerThatDoesNotTellItsVersionIsRefused() {
    InProcess failing = program("fail");
    assertThat(run(failing)).isEqualTo(2);
    assertThat(failing.err())
        .contains(dagger() + " version: it ended with exit code 3. How caches");
    InProcess odd = program("devel");
    assertThat(run(odd)).isEqualTo(2);
    assertThat(odd.err()).contains(dagger() + " version does not tell a version.");
  }

  private InProcess program(String version) {
    return stage.program().with("PATH", "/usr/bin:/bin").with("VERSION", version);
  }

  private int run(InProcess program) {
    return program.run(
        "run",
        "--dir=cache",
        "--cache-from",
        reference,
        "--cache-to",
        reference,
        "--",
        dagger(),
        "call",
        "build");
  }

  private String dagger() {
    return stage.path("dagger").toString();
  }

  private String to() {
    return "type=local,dest=" + stage.path("cache") + ",mode=max,ignore-error=true";
  }

  private String variables() throws IOException {
    return Files.readString(stage.path("variables"));
  }
}
