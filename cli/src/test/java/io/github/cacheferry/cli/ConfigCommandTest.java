package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
  @TempDir private Path directory;

  @Test
  void everyValueIsShownWithItsPlaceAndSecretsAreMasked() throws IOException {
    assertThat(configured().run("config", "export")).isZero();
    InProcess text = configured();
    Golden.check("config.txt", text.runForOut("config", "export"));
    InProcess json = configured();
    Golden.check("config.json", json.runForOut("config", "export", "-o", "json"));
    assertThat(text.out() + json.out() + text.err() + json.err()).doesNotContain("hunter2");
  }

  @Test
  void aSpecThatBracketsTearApartIsToldHowToQuoteIt() throws IOException {
    Files.writeString(directory.resolve("user.yaml"), "cache-to: [type=gha,token=hunter2hunter2]");
    InProcess program = program().with("CACHEFERRY_CONFIG", "user.yaml");
    assertThat(program.run("config")).isEqualTo(2);
    assertThat(program.err())
        .contains("(user.yaml:1)", "it has no type", "put quotes around each spec")
        .doesNotContain("hunter2");
  }

  @Test
  void allCommandsAreShownUnlessOneIsNamed() {
    assertThat(program().runForOut("config").lines())
        .contains("files  -", "import", "run", "serve gha")
        .doesNotContain("config");
    assertThat(program().runForOut("config", "serve", "gha").lines())
        .contains("serve gha", "  port               default  8473")
        .contains("  max-size           default  10GB", "  idle-reservation   default  10m")
        .doesNotContain("import");
  }

  @Test
  void defaultsAreShownAsTheyWouldBeGiven() {
    assertThat(program().runForOut("config").lines())
        .contains("  keep-unused       default  14")
        .noneMatch(line -> line.matches(".* default +\\S*(\\[|PT|\\d{6}).*"));
  }

  @Test
  void theSectionsOfAllCommandsAreChecked() throws IOException {
    Files.writeString(directory.resolve(".cacheferry.yaml"), "run:\n  skip-missing: true");
    assertThat(program().run("export", "--help")).isZero();
    InProcess program = program();
    assertThat(program.run("config", "export")).isEqualTo(2);
    assertThat(program.err()).contains("(.cacheferry.yaml:2): run has no option --skip-missing");
  }

  @Test
  void aCommandThatIsNotThereIsToldWithTheOneProbablyMeant() {
    InProcess program = program();
    assertThat(program.run("config", "exprot")).isEqualTo(2);
    assertThat(program.err()).contains("there is no such command. Did you mean export?");
  }

  private InProcess configured() throws IOException {
    Path user = directory.resolve("user.yaml");
    Files.writeString(
        user, "jobs: 7\ncache-to: ['type=gha,scope=app,token=hunter2hunter2']\nmin-trust: default");
    Files.writeString(
        directory.resolve(".cacheferry.yaml"), "mode: min\nexport:\n  time-budget: 5m\njobs: 8");
    return program()
        .with("CACHEFERRY_CONFIG", "user.yaml")
        .with("CACHEFERRY_SCOPE", "none")
        .with("CACHEFERRY_EXPORT__ON_ERROR", "fail");
  }

  private InProcess program() {
    return new InProcess().in(directory);
  }
}
