package io.github.cacheferry.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrapTest {
  private static final Path PAGE = Path.of("../docs/doctor.md");

  @Test
  void documentation_hasARowForEachTrapThatSaysTheSame() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.matches("\\| `[a-z0-9-]+` \\| (warning|problem) \\|.*"))
            .map(TrapTest::withoutMeaning)
            .toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Trap.values()).map(TrapTest::row).toList());
  }

  @Test
  void id_isItsOwn() {
    assertThat(Arrays.stream(Trap.values()).map(Trap::id)).doesNotHaveDuplicates();
    assertThat(Trap.values()).allSatisfy(trap -> assertThat(trap.fix()).endsWith("."));
  }

  private static String row(Trap trap) {
    return "`" + trap.id() + "` " + trap.level().word() + " " + trap.fix();
  }

  /** What it means stands only there. */
  private static String withoutMeaning(String line) {
    String[] cells = line.split("\\|", -1);
    return (cells[1].strip() + " " + cells[2].strip() + " " + cells[4].strip());
  }
}
