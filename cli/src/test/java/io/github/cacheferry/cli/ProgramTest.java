package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProgramTest {
  private final InProcess program = new InProcess();

  @ParameterizedTest
  @EnumSource(CommandName.class)
  void help_ofEachCommandIsAsWritten(CommandName command) {
    assertThat(program.run(command.word(), "--help")).isZero();
    assertThat(program.err()).isEmpty();
    Golden.check("help-" + command.word() + ".txt", program.out());
  }

  @Test
  void help_ofASubcommandIsAsWritten() {
    assertThat(program.run("serve", "gha", "--help")).isZero();
    Golden.check("help-serve-gha.txt", program.out());
    assertThat(new InProcess().runForOut("help", "serve", "gha")).isEqualTo(program.out());
  }

  @Test
  void aMisspeltSubcommandIsToldWithTheOneProbablyMeant() {
    assertUsage(
        "cacheferry: there is no cacheferry serve gah; did you mean gha? (see cacheferry serve"
            + " --help)",
        "serve",
        "gah");
    assertUsage(
        "cacheferry: there is no option --prot; did you mean --port? (see cacheferry serve gha"
            + " --help)",
        "serve",
        "gha",
        "--prot=1");
  }

  @Test
  void help_ofTheProgramIsAsWritten() {
    assertThat(program.run("--help")).isZero();
    Golden.check("help.txt", program.out());
  }

  @Test
  void help_comesByAnyUsualName() {
    program.run("help", "migrate");
    String byHelp = program.out();
    assertThat(byHelp).startsWith("Usage: cacheferry migrate ");
    assertThat(new InProcess().runForOut("migrate", "-h")).isEqualTo(byHelp);
    assertThat(new InProcess().runForOut("help"))
        .isEqualTo(new InProcess().runForOut("--help"))
        .isEqualTo(new InProcess().runForOut("-h"))
        .isEqualTo(new InProcess().runForOut("help", "help"))
        .isEqualTo(new InProcess().runForOut("help", "--help"));
    assertThat(new InProcess().runForOut("help", "version"))
        .isEqualTo(new InProcess().runForOut("--version"));
  }

  @Test
  void help_linesFitAPage() {
    for (CommandName command : CommandName.values()) {
      assertThat(new InProcess().runForOut(command.word(), "--help").lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
  }

  @Test
  void withoutACommandTheHelpGoesToStderr() {
    assertThat(program.run()).isEqualTo(2);
    assertThat(program.out()).isEmpty();
    assertThat(program.err()).startsWith("Usage: cacheferry COMMAND");
  }

  @Test
  void version_isOneLine() {
    assertThat(program.run("--version")).isZero();
    assertThat(program.out()).matches("cacheferry \\S+\n");
  }

  @Test
  void aMisspeltCommandIsToldWithTheOneProbablyMeant() {
    assertUsage(
        "cacheferry: there is no command migrat; did you mean migrate? (see cacheferry --help)",
        "migrat");
  }

  @Test
  void aMisspeltOptionIsToldWithTheOneProbablyMeant() {
    assertUsage(
        "cacheferry: there is no option --cache-form; did you mean --cache-from? (see cacheferry"
            + " migrate --help)",
        "migrate",
        "--cache-form=x",
        "--cache-to=y");
  }

  @Test
  void optionsBeforeTheCommandAreExplained() {
    assertUsage(
        "cacheferry: options come after the command, and there is none before --debug (see"
            + " cacheferry --help)",
        "--debug",
        "migrate");
  }

  @Test
  void missingAndSenselessOptionsAreUsageErrors() {
    assertUsage(
        "cacheferry: missing required options: '--cache-from=SPEC', '--cache-to=SPEC' (see"
            + " cacheferry migrate --help)",
        "migrate");
    assertUsage(
        "cacheferry: invalid value for option '--jobs': it is a number from 1 to 256, not 0 (see"
            + " cacheferry verify --help)",
        "verify",
        "x",
        "--jobs=0");
    assertUsage(
        "cacheferry: invalid value for option '--time-budget': it is a duration like 90s or 5m,"
            + " not 5 (see cacheferry verify --help)",
        "verify",
        "x",
        "--time-budget=5");
    assertUsage(
        "cacheferry: option '--cache-from' (SPEC) should be specified only once (see cacheferry"
            + " migrate --help)",
        "migrate",
        "--cache-from=a",
        "--cache-from=b",
        "--cache-to=c");
  }

  @Test
  void aSecretInASpecThatMakesNoSenseIsMasked() {
    assertThat(program.run("inspect", "type=gha, token=hunter22hunter")).isEqualTo(2);
    assertThat(program.err()).doesNotContain("hunter22").contains("token=***");
  }

  private static void assertUsage(String message, String... arguments) {
    var program = new InProcess();
    assertThat(program.run(arguments)).isEqualTo(2);
    assertThat(program.err()).isEqualTo(message + "\n");
    assertThat(program.out()).isEmpty();
  }
}
