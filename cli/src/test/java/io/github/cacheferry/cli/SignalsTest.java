package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsTest {
  @TempDir private Path directory;

  @Test
  void aSignalStopsTheRunAndSaysSo() throws Exception {
    Path log = directory.resolve("log");
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      mute.setSoTimeout(60_000);
      var builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "migrate",
                  "--cache-from=127.0.0.1:" + mute.getLocalPort() + "/acme/app:cache",
                  "--cache-to=type=local,dest=" + directory.resolve("copy"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().remove("GITHUB_ACTIONS");
      Process process = builder.start();
      try (var client = mute.accept()) {
        process.toHandle().destroy(); // SIGTERM, while the answer is waited for
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
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
    Path docker = directory.resolve("docker");
    Files.writeString(
        docker, "#!/bin/sh\ntrap 'echo told; exit 9' TERM\necho ready\nread -r line\n");
    assertThat(docker.toFile().setExecutable(true)).isTrue();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--scope=none",
                "--dir=" + directory.resolve("cache"),
                "--cache-to=type=local,dest=" + directory.resolve("saved"),
                "--",
                docker.toString(),
                "build",
                ".")
            .redirectError(directory.resolve("log").toFile())
            .start();
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      process.toHandle().destroy();
      assertThat(out.readLine()).isEqualTo("told");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(9);
    } finally {
      process.destroyForcibly();
    }
    assertThat(directory.resolve("saved")).doesNotExist();
  }

  @Test
  void aServerThatASignalStopsEndsWell() throws Exception {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "gha",
                "--port=0",
                "--print-env",
                "--dir=" + directory.resolve("served"))
            .redirectError(log.toFile())
            .start();
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).startsWith("ACTIONS_RESULTS_URL=http://127.0.0.1:");
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(Files.readString(log)).endsWith("stopping: 0 entries, 0 B kept\n");
    } finally {
      process.destroyForcibly();
    }
  }
}
