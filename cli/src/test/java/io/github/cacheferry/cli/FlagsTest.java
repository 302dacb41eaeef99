package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagsTest {
  @TempDir private Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void flags_areTheLineThatImportPrints() {
    Path cache = stage.layout("max-image-manifest", "there");
    String imported =
        stage
            .program()
            .runForOut("import", "--cache-from=type=local,src=" + cache, "--dir=it is here");
    assertThat(imported).contains("'type=local,src=it is here'");
    InProcess flags = stage.program();
    assertThat(flags.run("flags", "--dir=it is here")).isZero();
    assertThat(flags.out()).isEqualTo(imported);
    assertThat(flags.err()).isEmpty();
    assertThat(stage.program().with("CACHEFERRY_DIR", "it is here").runForOut("flags"))
        .isEqualTo(imported);
  }

  @Test
  void flags_withoutACacheAreOnlyToWriteAsThoseAfterAMiss() {
    InProcess miss = stage.program();
    miss.run("import", "--cache-from=type=local,src=nowhere", "--dir=x");
    InProcess flags = stage.program();
    assertThat(flags.run("flags", "--dir=x")).isZero();
    assertThat(flags.out())
        .isEqualTo(miss.out())
        .isEqualTo("--cache-to type=local,dest=x,mode=max\n");
    assertThat(flags.err()).isEmpty();
  }

  @Test
  void flags_ofBuildctlHaveItsNames() {
    stage.layout("max-image-manifest", "x");
    assertThat(stage.program().runForOut("flags", "--for=buildctl", "--dir=x"))
        .isEqualTo("--import-cache type=local,src=x --export-cache type=local,dest=x,mode=max\n");
    InProcess other = stage.program();
    assertThat(other.run("flags", "--for=bake")).isEqualTo(2);
    assertThat(other.err()).contains("it is docker or buildctl, not bake");
  }

  @Test
  void flags_aCacheThatCannotBeReadIsTold() throws IOException {
    Files.createDirectories(stage.path("x"));
    Files.writeString(stage.path("x/index.json"), "no JSON");
    InProcess program = stage.program();
    assertThat(program.run("flags", "--dir=x")).isZero();
    assertThat(program.out()).isEqualTo("--cache-to type=local,dest=x,mode=max\n");
    assertThat(program.err()).startsWith("warning: could not ");
  }

  @Test
  void flags_asJsonAreAsWritten() {
    stage.layout("max-image-manifest", "x");
    InProcess program = stage.program();
    assertThat(program.run("flags", "--dir", stage.path("x").toString(), "-o", "json")).isZero();
    Golden.check("flags.json", stage.stable(program.out()));
  }
}
