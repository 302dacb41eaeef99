package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.shell.CommandPage;
import io.github.cacheferry.cli.shell.ManPage;
import io.github.cacheferry.cli.shell.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.OptionSpec;

/** What the build writes for shells and for man. */
class ShellFilesTest {
  private static final Pattern MACRO = Pattern.compile("\\.(TH|SH|PP|TP|nf|fi)( .*)?");

  @TempDir private Path share;

  @BeforeEach
  void write() throws IOException {
    ShellFiles.write(share, "cacheferry 1.2.3");
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void completion_printsTheFileOfTheBuildWithEveryOptionInIt(Shell shell) throws IOException {
    String file = Files.readString(share.resolve(shell.file()));
    var program = new InProcess();
    assertThat(program.runForOut("completion", shell.name().toLowerCase(java.util.Locale.ROOT)))
        .isEqualTo(file);
    for (CommandPage page : CommandName.pages()) {
      for (OptionSpec option : page.spec().options()) {
        String name = option.longestName();
        assertThat(file).contains(shell == Shell.FISH ? "-l " + name.substring(2) : name);
      }
    }
  }

  @Test
  void completion_ofAShellThatIsNotKnownIsAnError() {
    var program = new InProcess();
    assertThat(program.run("completion", "tcsh")).isEqualTo(2);
    assertThat(program.err()).contains("it is bash, zsh or fish, not tcsh");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ex|export",
        "export --on|--on-error",
        "export --on-error ''|warn fail",
        "export --on-error = f|fail",
        "import --min-trust ''|fork pull-request branch default release",
        "import --jobs ''|''",
        "serve g|gha",
        "serve gha --po|--port",
        "import --no|--no-heal",
        "help im|import",
        "config ex|export",
        "config serve g|gha",
        "config c|''",
        "completion f|fish",
        "run --cache-from x -- cacheferry-no-such-program|''",
      })
  void aRealBashCompletes(String typed, String offered) throws Exception {
    String script =
        "set -u; . "
            + share.resolve(Shell.BASH.file())
            + "; COMP_WORDS=(cacheferry "
            + typed
            + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _cacheferry; echo \"${COMPREPLY[*]-}\"";
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", script).redirectErrorStream(true).start();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(out).isZero();
    assertThat(out.strip()).isEqualTo(offered);
  }

  @Test
  void completion_describesAnOptionThatUnsetsByWhatThatDoes() throws IOException {
    String zsh = Files.readString(share.resolve(Shell.ZSH.file()));
    String fish = Files.readString(share.resolve(Shell.FISH.file()));
    assertThat(zsh).contains("--no-deep[--no-deep checks what is stored only");
    assertThat(fish).contains("-l no-deep -d '--no-deep checks what is stored only");
    assertThat(zsh).contains("--deep[Uncompress each blob and compare its diffID (the default)]");
  }

  @Test
  void completion_describesWithAWholeSentence() throws IOException {
    assertThat(Files.readString(share.resolve(Shell.ZSH.file())))
        .contains(
            "type=local,src=... or type=gha,scope=...; a bare reference is a registry'\\''s]:");
  }

  @Test
  void completion_aColonInAParameterIsNoSeparatorToZsh() throws IOException {
    assertThat(Files.readString(share.resolve(Shell.ZSH.file()))).contains(":REF[\\:r]: '");
  }

  @Test
  void manual_tellsTheFilesAndBeginsNamesInLowerCase() throws IOException {
    assertThat(Files.readString(share.resolve("man/man1/cacheferry.1")))
        .contains(".SH FILES\n", ".cacheferry.yaml", "config.yaml");
    assertThat(Files.readString(share.resolve("man/man1/cacheferry-serve-gha.1")))
        .contains("cacheferry-serve-gha \\- is GitHub");
  }

  @Test
  void everyCommandHasAPageOfTheManual() throws IOException {
    for (CommandPage page : CommandName.pages()) {
      String text = Files.readString(share.resolve("man/man1/" + ManPage.name(page) + ".1"));
      assertThat(text)
          .contains("\"cacheferry 1.2.3\"\n.SH NAME\n" + ManPage.name(page) + " \\- ")
          .contains(
              ".SH SYNOPSIS\ncacheferry " + page.words(), ".SH OPTIONS\n.TP\n", ".SH EXAMPLES");
      for (OptionSpec option : page.spec().options()) {
        assertThat(text).contains("\\fB" + option.longestName().replace("-", "\\-") + "\\fR");
      }
      assertWellFormed(text);
    }
    assertWellFormed(Files.readString(share.resolve("man/man1/cacheferry.1")));
  }

  /**
   * Else a text's dot would be a macro, and what is no ASCII would depend on the reader's locale.
   */
  private static void assertWellFormed(String text) {
    assertThat(text.lines().filter(line -> line.startsWith(".")))
        .allSatisfy(line -> assertThat(line).matches(MACRO));
    assertThat(text.lines()).noneMatch(line -> line.startsWith("'"));
    assertThat(text.chars()).allMatch(character -> character < 0x7f);
    Set.of(".nf", ".SH NAME").forEach(macro -> assertThat(text).contains(macro));
  }
}
