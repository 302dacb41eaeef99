package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags, then the environment, then the repository's file, then the user's. */
class ConfigurationTest {
  /** Not the program's last word, but one that shows which value it took. */
  private static final String NO_LAYOUT = "there is no cache at local ";

  /** Where the directory is that nobody names. */
  private static final String USUAL = ".cache/cacheferry/layout";

  @TempDir private Path home;

  private Path checkout;

  @BeforeEach
  void checkout() throws IOException {
    checkout = Files.createDirectories(home.resolve("src/app"));
    Files.createDirectory(checkout.resolve(".git"));
  }

  @Test
  void flagsComeFirstThenTheEnvironmentThenTheRepositorysFileThenTheUsers() throws IOException {
    user("dir: from-user");
    assertThat(directoryOf(program())).isEqualTo("src/app/from-user");
    repository("dir: from-repository");
    assertThat(directoryOf(program())).isEqualTo("src/app/from-repository");
    InProcess program = program().with("CACHEFERRY_DIR", "from-environment");
    assertThat(directoryOf(program)).isEqualTo("src/app/from-environment");
    assertThat(directoryOf(program(), "--dir=from-flag")).isEqualTo("src/app/from-flag");
    assertThat(directoryOf(program().with("CACHEFERRY_DIR", "x"), "--dir", "from-flag"))
        .isEqualTo("src/app/from-flag");
  }

  @Test
  void whatIsForOneCommandCountsBeforeWhatIsForSeveral() throws IOException {
    repository("export: {dir: own}", "dir: for-several");
    assertThat(directoryOf(program())).isEqualTo("src/app/own");
    assertThat(directoryOf(program().with("CACHEFERRY_DIR", "variable")))
        .isEqualTo("src/app/variable");
    InProcess both =
        program().with("CACHEFERRY_DIR", "variable").with("CACHEFERRY_EXPORT__DIR", "own-variable");
    assertThat(directoryOf(both)).isEqualTo("src/app/own-variable");
    // An output that a later job on GitLab has in its environment.
    assertThat(directoryOf(program().with("CACHEFERRY_EXPORT_DIR", "output")))
        .isEqualTo("src/app/own");
  }

  @Test
  void aListReplacesAListAndIsNotAddedToIt() throws IOException {
    user("cache-to: ['type=local,dest=user-1', 'type=local,dest=user-2']");
    repository("cache-to:", "- type=local,dest=one", "- type=local,dest=two");
    assertThat(targetsOf(program())).isEqualTo("one two");
    assertThat(
            targetsOf(
                program().with("CACHEFERRY_CACHE_TO", "type=local,dest=a; type=local,dest=b;")))
        .isEqualTo("a b");
    assertThat(targetsOf(program(), "--cache-to=type=local,dest=flag")).isEqualTo("flag");
  }

  @Test
  void requiredOptionsMayBeConfigured() throws IOException {
    user("migrate:", "  cache-from: type=local,src=nowhere", "  cache-to: type=local,dest=x");
    InProcess program = program();
    assertThat(program.run("migrate")).isEqualTo(1);
    assertThat(program.err()).contains("src/app/nowhere:latest");
  }

  @Test
  void theSpecsOfAJobAreNotThoseOfACommandThatWasToldWhatToWorkOn() throws IOException {
    repository("cache-from: type=local,src=job", "cache-to: type=local,dest=job");
    InProcess program = program().with("CACHEFERRY_CACHE_TO", "type=local,dest=job");
    assertThat(program.run("migrate")).isEqualTo(2);
    assertThat(program.err())
        .contains("missing required options: '--cache-from=SPEC', '--cache-to=SPEC'");
  }

  @Test
  void switchesCanBeSetAndUnset() throws IOException {
    repository("fail-on-miss: true", "cache-from: type=local,src=nowhere", "dir: here");
    assertThat(program().run("import")).isEqualTo(3);
    assertThat(program().with("CACHEFERRY_FAIL_ON_MISS", "false").run("import")).isZero();
    InProcess senseless = program().with("CACHEFERRY_HEAL", "maybe");
    assertThat(senseless.run("import")).isEqualTo(2);
    assertThat(senseless.err())
        .isEqualTo(
            "cacheferry: could not use the configuration (CACHEFERRY_HEAL): --heal is true"
                + " or false, not maybe\n");
    assertThat(program().with("CACHEFERRY_HEAL", "maybe").run("import", "--no-heal")).isEqualTo(3);
  }

  @Test
  void aServersOptionsAreItsOwn() throws IOException {
    user("dir: job", "serve gha:", "  port: 70000");
    InProcess program = program().with("CACHEFERRY_DIR", "job");
    assertThat(program.run("serve", "gha")).isEqualTo(2);
    assertThat(program.err())
        .startsWith(
            "cacheferry: .config/cacheferry/config.yaml:3: invalid value for option '--port': it is"
                .replace(".config", home + "/.config"));
    InProcess byVariable = program().with("CACHEFERRY_SERVE_GHA__PORT", "many");
    assertThat(byVariable.run("serve", "gha")).isEqualTo(2);
    assertThat(byVariable.err()).contains("CACHEFERRY_SERVE_GHA__PORT: invalid value");
  }

  @Test
  void aValueThatMakesNoSenseIsToldWithItsPlace() throws IOException {
    repository("# settings", "jobs: 0");
    assertUsage(
        "cacheferry: .cacheferry.yaml:2: invalid value for option '--jobs': it is a number from 1"
            + " to 256, not 0 (see cacheferry export --help)",
        program());
    assertUsage(
        "cacheferry: CACHEFERRY_JOBS: invalid value for option '--jobs': it is a number from 1 to"
            + " 256, not x (see cacheferry export --help)",
        program().with("CACHEFERRY_JOBS", "x"));
  }

  @Test
  void aSpecThatMakesNoSenseIsToldWithItsPlace() {
    InProcess program = program().with("CACHEFERRY_CACHE_TO", "type=registry,rev=a/b:c");
    assertThat(program.run("export")).isEqualTo(2);
    assertThat(program.err()).contains("(cache-to from CACHEFERRY_CACHE_TO): ", "ref");
  }

  @Test
  void optionsThatDoNotFitTogetherAreToldWithTheirPlace() throws IOException {
    repository("keep-generations: 3", "cache-to: type=local,dest=x");
    InProcess program = program();
    assertThat(program.run("export")).isEqualTo(2);
    assertThat(program.err())
        .contains("--keep-generations (keep-generations from .cacheferry.yaml:1): without --merge");
  }

  @Test
  void aSettingIsNotBlamedForAnOptionWhoseNameBeginsLikeIts() throws IOException {
    user("scope: main", "mode: min", "scope-by: place=minimal");
    InProcess program = program();
    assertThat(program.run("scope")).isEqualTo(2);
    assertThat(program.err()).contains("(scope-by from ").doesNotContain("scope from", "mode from");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cache-form: x|:1): there is no cache-form to configure. Did you mean cache-from?",
        "exprot: {jobs: 1}|:1): there is no exprot to configure. Did you mean export?",
        "export: {jbos: 1}|:1): there is no jbos to configure. Did you mean jobs?",
        "export: {first: true}|:1): export has no option --first",
        "deep: false|:1): deep is for one command alone. Put it under that command's name.",
        "dry-run: true|:1): there is no dry-run to configure",
        "jobs:|:1): jobs has no value",
        "[a]|:1): it is no mapping of options to values",
      })
  void aFileThatMakesNoSenseIsAnErrorWithTheLine(String text, String reason) throws IOException {
    user(text);
    InProcess program = program();
    assertThat(program.run("export")).isEqualTo(2);
    assertThat(program.err()).contains("/.config/cacheferry/config.yaml" + reason);
  }

  @Test
  void helpIsThereWhateverIsConfigured() throws IOException {
    repository("[");
    assertThat(program().run("export", "--help")).isZero();
    assertThat(program().run("help", "export")).isZero();
    assertThat(program().run("export")).isEqualTo(2);
  }

  @Test
  void theNearestFileUpToTheCheckoutsRootCounts() throws IOException {
    Path inside = Files.createDirectories(checkout.resolve("service/deep"));
    Files.writeString(home.resolve(".cacheferry.yaml"), "dir: beyond");
    assertThat(directoryOf(program(inside))).isEqualTo(USUAL);
    repository("dir: root");
    assertThat(directoryOf(program(inside))).isEqualTo("src/app/root");
    Files.writeString(checkout.resolve("service/.cacheferry.yaml"), "dir: near");
    assertThat(directoryOf(program(inside))).isEqualTo("src/app/service/near");
  }

  @Test
  void withoutACheckoutOnlyTheWorkingDirectorysFileCounts() throws IOException {
    Path inside = Files.createDirectories(home.resolve("plain/deep"));
    Files.writeString(home.resolve("plain/.cacheferry.yaml"), "dir: found");
    assertThat(directoryOf(program(inside))).isEqualTo(USUAL);
    assertThat(directoryOf(program(inside.getParent()))).isEqualTo("plain/found");
  }

  @Test
  void aDirectoryThatEverybodyWritesToIsPassedOverUnlessTheWorkingDirectoryIsOneToo()
      throws IOException {
    Path inside = Files.createDirectories(checkout.resolve("inside"));
    repository("dir: planted");
    Files.setPosixFilePermissions(checkout, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(directoryOf(program(inside))).isEqualTo(USUAL);
    assertThat(directoryOf(program(checkout))).isEqualTo("src/app/planted");
    Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(directoryOf(program(inside))).isEqualTo("src/app/planted");
  }

  @Test
  void theUsersFileCanBeAnotherOrNone() throws IOException {
    user("dir: usual");
    Files.createDirectories(home.resolve("xdg/cacheferry"));
    Files.writeString(home.resolve("xdg/cacheferry/config.yaml"), "dir: xdg");
    InProcess xdg = program().with("XDG_CONFIG_HOME", home.resolve("xdg").toString());
    assertThat(directoryOf(xdg)).isEqualTo("src/app/xdg");
    Files.writeString(checkout.resolve("ci.yaml"), "dir: named");
    assertThat(directoryOf(program().with("CACHEFERRY_CONFIG", "ci.yaml")))
        .isEqualTo("src/app/named");
    InProcess absent = program().with("CACHEFERRY_CONFIG", "absent.yaml");
    assertThat(absent.run("export")).isEqualTo(2);
    assertThat(absent.err()).contains("(absent.yaml): it is not a regular file");
    repository("[broken");
    assertThat(directoryOf(program().with("CACHEFERRY_CONFIG", "none"))).isEqualTo(USUAL);
  }

  @Test
  void buildKitsAndDaggersVariablesCountAsTheEnvironment() throws IOException {
    repository("progress: quiet", "cache-to: type=local,dest=from-file");
    InProcess loud = program().with("BUILDKIT_PROGRESS", "plain");
    loud.run("export", "--dir=nowhere");
    assertThat(loud.err()).contains(NO_LAYOUT);
    InProcess run = program().with("DAGGER_CACHE_TO", "type=nonsense");
    assertThat(run.run("run", "--print", "--", "docker", "build", ".")).isEqualTo(2);
    assertThat(run.err()).contains("DAGGER_CACHE_TO");
  }

  private static void assertUsage(String message, InProcess program) {
    assertThat(program.run("export", "--cache-to=type=local,dest=x")).isEqualTo(2);
    assertThat(program.err()).isEqualTo(message + "\n");
  }

  private String directoryOf(InProcess program, String... options) {
    var arguments = new String[options.length + 2];
    arguments[0] = "export";
    arguments[1] = "--cache-to=type=local,dest=target";
    System.arraycopy(options, 0, arguments, 2, options.length);
    program.run(arguments);
    String message = program.err();
    int start = message.indexOf(NO_LAYOUT);
    assertThat(start).as(message).isNotNegative();
    String name =
        message.substring(start + NO_LAYOUT.length(), message.indexOf(":latest. Did", start));
    return home.relativize(Path.of(name)).toString();
  }

  private static String targetsOf(InProcess program, String... options) {
    var arguments = new String[options.length + 2];
    arguments[0] = "export";
    arguments[1] = "--dry-run";
    System.arraycopy(options, 0, arguments, 2, options.length);
    String out = program.runForOut(arguments);
    return String.join(
        " ",
        out.lines()
            .filter(line -> line.startsWith("would write"))
            .map(line -> line.replaceFirst(".*/(\\S+):latest.*", "$1"))
            .toList());
  }

  private void repository(String... lines) throws IOException {
    Files.writeString(checkout.resolve(".cacheferry.yaml"), String.join("\n", lines));
  }

  private void user(String... lines) throws IOException {
    Path file = home.resolve(".config/cacheferry/config.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines));
  }

  private InProcess program() {
    return program(checkout);
  }

  private InProcess program(Path directory) {
    return new InProcess().in(directory).withHome(home);
  }
}
