package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.testing.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command line that makes no sense trains nothing, and its start would be slow unseen. */
class TrainingTest {
  @TempDir private Path directory;

  @Test
  void everyCommandLineMakesSenseAndDoesWhatItIsFor() throws Exception {
    Path sample = Fixtures.copy("max-image-manifest", directory.resolve("sample"));
    Path scratch = Files.createDirectories(directory.resolve("scratch"));
    Path log = directory.resolve("log");
    Process training =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Training.class.getName(),
                sample.toString(),
                scratch.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(training.waitFor(300, TimeUnit.SECONDS)).isTrue();
      assertThat(training.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      training.destroyForcibly();
    }
    assertThat(scratch.resolve("copy-kept/index.json")).as("what run saved").exists();
    assertThat(scratch.resolve("served/imported/index.json")).as("what import brought").exists();
  }
}
