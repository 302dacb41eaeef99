package io.github.cacheferry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.output.CapturedConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
  @TempDir private Path directory;

  @Test
  void outsideOfCiTheCheckoutTellsTheJobToWhoeverAsksForIt() throws Exception {
    Files.createDirectories(directory.resolve(".git"));
    Files.writeString(directory.resolve(".git/HEAD"), "ref: refs/heads/feature\n");
    Host host = host(Map.of());
    assertThat(host.ciJob()).isEmpty();
    assertThat(host.job().branch()).contains("feature");
    Files.delete(directory.resolve(".git/HEAD"));
    assertThat(host.job().branch()).contains("feature"); // read once
  }

  @Test
  void inCiTheJobIsTheSameEitherWay() {
    Host host = host(Map.of("GITLAB_CI", "true", "CI_COMMIT_BRANCH", "main"));
    assertThat(host.ciJob()).containsSame(host.job());
    assertThat(host.job().branch()).contains("main");
  }

  private Host host(Map<String, String> environment) {
    return new Host(environment, directory, directory, new CapturedConsole().console(), stop -> {});
  }
}
