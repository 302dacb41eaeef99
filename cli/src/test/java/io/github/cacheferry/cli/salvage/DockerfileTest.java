package io.github.cacheferry.cli.salvage;

import static io.github.cacheferry.cli.salvage.BuildRecordTest.recorded;
import static io.github.cacheferry.cli.salvage.BuildRecordTest.vertex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DockerfileTest {
  private static final Path FILES = Path.of("src/test/resources/salvage");

  @Test
  void after_endsTheStageAndLeavesTheOthers() throws Exception {
    String text = Files.readString(FILES.resolve("parallel-stages.Dockerfile"));
    Dockerfile.Cut b = cut(text, step("b", 3, 5, "RUN"), recorded("parallel-stages"));
    assertThat(b.target()).contains("b");
    assertThat(b.text())
        .isEqualTo(
            text.replace("RUN sleep 1; echo fail; exit 3\nRUN touch /never\n\nFROM a", "FROM a"));
    Dockerfile.Cut c = cut(text, step("c", 2, 3, "RUN"), recorded("parallel-stages"));
    assertThat(c.target()).contains("c");
    assertThat(c.text()).isEqualTo(text.replace("RUN sleep 20\n\n", ""));
  }

  @Test
  void after_countsWhatABaseAddsAndNoWorkdirThatMakesNoStep() throws Exception {
    String text = Files.readString(FILES.resolve("onbuild.Dockerfile"));
    BuildRecord record = recorded("onbuild");
    Dockerfile.Cut cut = cut(text, step("stage-1", 8, 12, "RUN"), record);
    assertThat(cut.target()).isEmpty();
    assertThat(cut.text()).isEqualTo(text.substring(0, text.indexOf("ARG FOO=bar")));
    assertThat(cut(text, step("stage-1", 6, 12, "COPY"), record).text()).endsWith("\nb\nB\n");
    assertThat(cut(text, step("stage-1", 3, 12, "RUN"), record).text()).endsWith("RUN echo one\n");
    assertThat(cut(text, step("stage-1", 2, 12, "ONBUILD"), record).text()).endsWith("FROM ob\n");
  }

  @Test
  void after_theOnlyStageHasNoName() throws Exception {
    Dockerfile.Cut cut = cut("from x\nrun a\nrun b\n", step("", 2, 3, "RUN"));
    assertThat(cut).isEqualTo(new Dockerfile.Cut("from x\nrun a\n", Optional.empty()));
    assertThat(cut("FROM x\nRUN a", step("", 2, 2, "RUN")).text()).isEqualTo("FROM x\nRUN a\n");
  }

  @Test
  void after_aStageInTheMiddleIsGivenANameIfItHasNone() throws Exception {
    String text =
        "FROM --platform=$A \\\n  x\r\nRUN a\r\nRUN b\r\nFROM scratch\r\nCOPY --from=0 / /\r\n";
    Dockerfile.Cut cut = cut(text, step("stage-0", 2, 3, "RUN"));
    assertThat(cut.target()).contains("cacheferry-end");
    assertThat(cut.text())
        .isEqualTo(
            "FROM --platform=$A \\\n  x AS cacheferry-end\r\nRUN a\r\nFROM scratch\r\nCOPY --from=0 / /\r\n");
  }

  @Test
  void after_refusesWhatIsNotCertain() {
    List<Object[]> cases =
        List.of(
            new Object[] {"FROM x AS a\nRUN b\n", step("b", 2, 2, "RUN")},
            new Object[] {"FROM x AS a\nRUN b\nFROM y AS A\nRUN b\n", step("a", 2, 2, "RUN")},
            new Object[] {"FROM x\nFROM y AS stage-0\nRUN b\n", step("stage-0", 2, 2, "RUN")},
            new Object[] {"FROM x\nRUN a\nRUN b\nRUN c\n", step("", 2, 2, "RUN")},
            new Object[] {"FROM x\nCOPY a b\n", step("", 2, 2, "RUN")},
            new Object[] {"FROM x\nWORKDIR\n", step("", 9, 9, "RUN")},
            new Object[] {"\\", step("", 1, 1, "RUN")},
            new Object[] {"", step("", 1, 1, "RUN")});
    for (Object[] each : cases) {
      assertThatThrownBy(() -> cut((String) each[0], (BuildStep) each[1]))
          .as("%s", each[0])
          .isInstanceOf(CacheException.Unsupported.class)
          .hasMessageContaining("has no such step");
    }
  }

  @Test
  void parse_knowsWhereInstructionsEnd() {
    String text =
        """
        # syntax=docker/dockerfile:1
        # escape=`
        ARG A

        FROM x AS Build
        RUN one `
          # FROM comment

          `
          two
        RUN three \\
        Run <<EOF <<-"E 2" 3<<'THREE' cat <file
        FROM no
        EOF
        \t\tE 2
        RUN no
        THREE
        ONBUILD COPY <<X /x
        FROM no
        X
        RUN ["a", "<<X"]
        RUN echo "<<X" '<<X' \\<<X a<<X <<<X
        from y
        ADD a b
        """;
    List<Stage> stages = Dockerfile.parse(text).stages();
    assertThat(stages)
        .extracting(Stage::name)
        .containsExactly(Optional.of("build"), Optional.empty());
    assertThat(stages.get(0).instructions())
        .extracting(each -> each.keyword() + " " + each.first() + "-" + each.last())
        .containsExactly(
            "RUN 5-9", "RUN 10-10", "RUN 11-16", "ONBUILD 17-19", "RUN 20-20", "RUN 21-21");
    assertThat(stages.get(1).steps()).hasSize(1);
  }

  @Test
  void parse_ofAnEscapeAfterTheDirectivesIsAComment() {
    for (String before : List.of("\n", "# a comment\n", "ARG X\n")) {
      assertThat(
              Dockerfile.parse(before + "# escape=`\nFROM x\nRUN a `\nRUN b\n")
                  .stages()
                  .get(0)
                  .steps())
          .hasSize(2);
    }
    assertThat(Dockerfile.parse("# escape=`\r\nFROM x\r\nRUN a `\r\nb\r\n").stages().get(0).steps())
        .hasSize(1);
    assertThat(
            Dockerfile.parse("\u00EF\u00BB\u00BFFROM x\nRUN a \\\\\nRUN b\n")
                .stages()
                .get(0)
                .steps())
        .hasSize(2);
  }

  private static Dockerfile.Cut cut(String text, BuildStep step) throws CacheException {
    return cut(text, step, BuildRecordTest.read(vertex("a", step + " x", "", true, false)));
  }

  private static Dockerfile.Cut cut(String text, BuildStep step, BuildRecord record)
      throws CacheException {
    return Dockerfile.parse(text).after(step, record);
  }

  private static BuildStep step(String stage, int place, int count, String keyword) {
    return new BuildStep(stage, place, count, keyword);
  }
}
