package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose time is spent where something hangs around a build. */
@Timeout(60)
class RunBudgetTest {
  private static final String DOCKER =
      """
      #!/bin/sh
      case "$*" in
        *--print*) eval "$LISTING"; date +%s%N >listed; echo '{"target":{"a":{}}}'; exit 0 ;;
      esac
      date +%s%N >built
      for word; do
        case $word in *type=local,dest=*) to=${word#*dest=}; cp -r fixture/. "${to%%,*}/" ;; esac
      done
      exit "${CODE:-0}"
      """;

  @TempDir private Path directory;
  private Stage stage;
  private ServerSocket mute;
  private String saved;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "fixture");
    stage.script("docker", DOCKER);
    saved = stage.registry().reference("acme/app:cache");
    mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void tearDown() throws IOException {
    mute.close();
    stage.close();
  }

  @Test
  void aSourceThatHangsLeavesTheSaveAllItsTime() {
    InProcess program = program();
    assertThat(run(program, "2s", "build", ".")).isZero();
    assertThat(program.err())
        .containsOnlyOnce("warning: ")
        .contains("warning: could not read the manifest ")
        .contains("(" + place() + "): the time budget is spent", "saved: registry ");
    assertThat(stage.registry().manifest("acme/app", "cache")).isPresent();
  }

  @Test
  void aSourceThatHangsLeavesWhatAFailedBuildHasFinishedAllItsTime() {
    InProcess program = program().with("CODE", "7");
    assertThat(run(program, "2s", "build", ".")).isEqualTo(7);
    assertThat(program.err()).contains(": the time budget is spent", "saved: registry ");
  }

  @Test
  void theImportHasWhatTheListingOfTargetsLeft() throws IOException {
    InProcess program = program().with("LISTING", "sleep 2.5");
    assertThat(run(program, "3s", "buildx", "bake")).isZero();
    assertThat(program.err()).contains("could not read the manifest ", "saved: registry ");
    assertThat(nanos("built") - nanos("listed")).isLessThan(2_500_000_000L);
  }

  private long nanos(String name) throws IOException {
    return Long.parseLong(Files.readString(stage.path(name)).strip());
  }

  private String place() {
    return "127.0.0.1:" + mute.getLocalPort();
  }

  private InProcess program() {
    return stage.program().with("PATH", "/usr/bin:/bin");
  }

  private int run(InProcess program, String budget, String... build) {
    var words =
        new ArrayList<String>(
            List.of(
                "run",
                "--dir=cache",
                "--save-on=always",
                "--time-budget=" + budget,
                "--cache-from=" + place() + "/acme/app:cache",
                "--cache-to=" + saved,
                "--",
                stage.path("docker").toString()));
    words.addAll(List.of(build));
    return program.run(words.toArray(String[]::new));
  }
}
