package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.report.ShellWord;
import io.github.cacheferry.testing.Fixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsTest {
  /** Tells a hang from a machine that has much else to do: each test starts a JVM. */
  private static final int PATIENCE_SECONDS = 300;

  @TempDir private Path directory;

  @Test
  void aSignalStopsTheRunAndSaysSo() throws Exception {
    Path log = directory.resolve("log");
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      mute.setSoTimeout(PATIENCE_SECONDS * 1000);
      var builder =
          program(
                  "migrate",
                  "--cache-from=127.0.0.1:" + mute.getLocalPort() + "/acme/app:cache",
                  "--cache-to=type=local,dest=" + directory.resolve("copy"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      Process process = builder.start();
      try (var client = mute.accept()) {
        process.toHandle().destroy(); // SIGTERM, while the answer is waited for
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isEqualTo(143);
        assertThat(output).contains("cacheferry: could not ").contains("interrupted");
        assertThat(client).isNotNull();
      } finally {
        process.destroyForcibly();
      }
    }
    assertThat(directory.resolve("copy")).doesNotExist();
  }

  @Test
  void aSignalGoesToTheBuildWhoseExitCodeCounts() throws Exception {
    Process process =
        run("trap 'echo told; exit 9' TERM; echo ready; read -r line", "--save-on=success");
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      process.toHandle().destroy();
      assertThat(out.readLine()).isEqualTo("told");
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(9);
    } finally {
      process.destroyForcibly();
    }
    assertThat(directory.resolve("saved")).doesNotExist();
  }

  @Test
  void aSecondSignalKillsTheBuildAtOnce() throws Exception {
    Process process =
        run(
            "trap 'echo told' TERM; echo ready; while :; do read -r line; done",
            "--save-on=always");
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      process.toHandle().destroy();
      assertThat(out.readLine()).isEqualTo("told");
      process.toHandle().destroy();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(137);
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(directory.resolve("log")))
        .isEqualTo("nothing was saved: a signal ended the run\n");
  }

  @Test
  void whatABuildThatASignalReachedLeavesIsNotSaved() throws Exception {
    Path fixture = Fixtures.copy("max-image-manifest", directory.resolve("fixture"));
    Process process =
        run(
            "trap 'exit 0' TERM; cp -r '" + fixture + "/.' cache/; echo ready; read -r line",
            "--save-on=always");
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      process.toHandle().destroy();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
    assertThat(directory.resolve("saved")).doesNotExist();
  }

  @Test
  void aSignalWhileTheCacheIsSavedEndsTheRunAndNothingIsPublished() throws Exception {
    Path fixture = Fixtures.copy("max-image-manifest", directory.resolve("fixture"));
    Files.createDirectories(directory.resolve("cache"));
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      mute.setSoTimeout(PATIENCE_SECONDS * 1000);
      Process process =
          run(
              "cp -r '" + fixture + "/.' cache/",
              "--cache-to=127.0.0.1:" + mute.getLocalPort() + "/acme/app:cache");
      try (var client = mute.accept()) {
        process.toHandle().destroy();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(client).isNotNull();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void aSignalWhileTheCacheIsBroughtEndsTheRunBeforeTheBuild() throws Exception {
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      mute.setSoTimeout(PATIENCE_SECONDS * 1000);
      Process process =
          run("touch built", "--cache-from=127.0.0.1:" + mute.getLocalPort() + "/acme/app:cache");
      try (var client = mute.accept()) {
        process.toHandle().destroy();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(client).isNotNull();
      } finally {
        process.destroyForcibly();
      }
    }
    assertThat(directory.resolve("built")).doesNotExist();
  }

  @Test
  void aSignalWhileTheTargetsAreListedEndsTheListing() throws Exception {
    Path ready = directory.resolve("ready");
    assertThat(new ProcessBuilder("mkfifo", ready.toString()).start().waitFor()).isZero();
    Path docker = script("echo $$ >ready; sleep 1000");
    Process process =
        program("run", "--scope=none", "--", docker.toString(), "buildx", "bake")
            .directory(directory.toFile())
            .redirectError(directory.resolve("log").toFile())
            .start();
    try (var pids = Files.newBufferedReader(ready)) {
      var listing = ProcessHandle.of(Long.parseLong(pids.readLine())).orElseThrow();
      process.toHandle().destroy();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
      listing.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aSignalWhileAFailedBuildIsSalvagedEndsThatAndLeavesNothing() throws Exception {
    Path ready = directory.resolve("ready");
    assertThat(new ProcessBuilder("mkfifo", ready.toString()).start().waitFor()).isZero();
    Files.writeString(directory.resolve("Dockerfile"), "FROM x\nRUN one\nRUN two\n");
    String script =
        """
        case "$*" in
          *"history ls"*) printf '{"created_at":"%s","ref":"this"}' $(date -u +%FT%TZ) ;;
          *"history inspect"*) echo '{"Context":".","Dockerfile":"Dockerfile"}' ;;
          *"history logs"*)
            echo '{"vertexes":[{"digest":"a","name":"[2/3] RUN one","completed":"x"}]}' >&2 ;;
          *type=cacheonly*) echo $$ >ready; exec sleep 1000 ;;
          *) exit 7 ;;
        esac
        """;
    Process process = run(script, "--save-on=always");
    try (var pids = Files.newBufferedReader(ready)) {
      var solve = ProcessHandle.of(Long.parseLong(pids.readLine())).orElseThrow();
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(7);
      solve.onExit().get(60, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(directory.resolve("log")))
        .endsWith("nothing was saved: interrupted\n");
    assertThat(directory).isDirectoryNotContaining("glob:**/cache-finished-*");
  }

  @Test
  void theBuildHasTheTerminalTheDirectoryAndTheEnvironmentThatRunHas() throws Exception {
    Path script = script("test -t 0 && test -t 1 && test -t 2 && echo tty; pwd; env | sort");
    List<String> words = words("run", "--scope=none", "--", script.toString(), "build", ".");
    var builder = bare(new ProcessBuilder("script", "-qec", ShellWord.line(words), "/dev/null"));
    builder.directory(directory.toFile());
    builder.environment().put("CACHEFERRY_TERMINAL", "80");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("CACHEFERRY_LC_ALL", "");
    builder.environment().put("MINE", "as it is");
    Process process = builder.start();
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = out.lines().map(String::strip).toList();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(lines).startsWith("tty", directory.toRealPath().toString());
      assertThat(lines).contains("MINE=as it is");
      assertThat(lines).noneMatch(line -> line.startsWith("CACHEFERRY_"));
      assertThat(lines).noneMatch(line -> line.startsWith("LC_ALL"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aServerThatASignalStopsEndsWell() throws Exception {
    Path log = directory.resolve("log");
    Process process =
        program("serve", "gha", "--port=0", "--print-env", "--dir=" + directory.resolve("served"))
            .redirectError(log.toFile())
            .start();
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).startsWith("ACTIONS_RESULTS_URL=http://127.0.0.1:");
      process.toHandle().destroy();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(Files.readString(log)).endsWith("stopping: 0 entries, 0 B kept\n");
    } finally {
      process.destroyForcibly();
    }
  }

  /** Run around a docker that is this script. */
  private Process run(String script, String option) throws IOException {
    var words =
        List.of(
            "run",
            "--scope=none",
            "--dir=cache",
            "--cache-to=type=local,dest=saved",
            option,
            "--",
            script(script).toString(),
            "build",
            ".");
    Files.createDirectories(directory.resolve("cache"));
    var builder =
        program(words.toArray(String[]::new))
            .directory(directory.toFile())
            .redirectError(directory.resolve("log").toFile());
    return builder.start();
  }

  private static ProcessBuilder program(String... arguments) {
    return bare(new ProcessBuilder(words(arguments)));
  }

  /** Without what a CI system, or whoever runs the tests, has in the environment. */
  private static ProcessBuilder bare(ProcessBuilder builder) {
    builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "TMPDIR"));
    return builder;
  }

  private static List<String> words(String... arguments) {
    var words = new ArrayList<String>(List.of(java(), "-cp", classPath(), Main.class.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  private Path script(String text) throws IOException {
    Path docker = directory.resolve("docker");
    Files.writeString(docker, "#!/bin/sh\n" + text + "\n");
    assertThat(docker.toFile().setExecutable(true)).isTrue();
    return docker;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
