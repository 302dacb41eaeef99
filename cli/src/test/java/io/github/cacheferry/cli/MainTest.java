package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
  private static final Path PASSWORD_FILE = Path.of(System.getProperty("user.home"));

  @Test
  void home_isThatOfTheEnvironmentAsForDocker() {
    assertThat(Main.home(Map.of("HOME", "/github/home"))).isEqualTo(Path.of("/github/home"));
  }

  @Test
  void home_isThatOfThePasswordFileIfTheEnvironmentHasNone() {
    assertThat(Main.home(Map.of())).isEqualTo(PASSWORD_FILE);
    assertThat(Main.home(Map.of("HOME", ""))).isEqualTo(PASSWORD_FILE);
    assertThat(Main.home(Map.of("HOME", "relative"))).isEqualTo(PASSWORD_FILE);
  }
}
