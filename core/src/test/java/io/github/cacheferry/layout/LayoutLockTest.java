package io.github.cacheferry.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutLockTest {
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Patience NONE = new Patience(Duration.ZERO, SHORT, SHORT, "flock");

  private final Cancellation cancellation = Cancellation.unbounded();
  @TempDir Path temp;
  private Path root;
  private Path file;

  @BeforeEach
  void setUp() throws IOException {
    root = temp.toRealPath();
    file = root.resolve("index.json.lock");
  }

  @Test
  void theFileIsThereWhileTheLockIsHeld() throws CacheException {
    try (LayoutLock lock = take(NONE)) {
      assertThat(lock.layout().root()).isEqualTo(root);
      assertThat(file).exists();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void noOtherThreadGetsIt() throws CacheException {
    try (LayoutLock lock = take(NONE)) {
      assertThat(lock.layout().root()).isEqualTo(root);
      assertThatThrownBy(() -> take(NONE))
          .isInstanceOf(CacheException.Unavailable.class)
          .hasMessageContaining("somebody else held it for more than 0 s: this process");
    }
    take(NONE).close();
  }

  @Test
  void buildKitCannotLockWhileWeHoldIt() throws IOException, InterruptedException {
    try (LayoutLock lock = take(NONE)) {
      assertThat(lock.layout().root()).isEqualTo(root);
      assertThat(flock("true").waitFor()).isEqualTo(1);
    }
    assertThat(flock("true").waitFor()).isZero();
  }

  @Test
  void weWaitForWhoeverHoldsTheFlock() throws Exception {
    Process holder = flock("cat");
    holder.getOutputStream().write('\n');
    holder.getOutputStream().flush();
    assertThat(holder.getInputStream().read()).isEqualTo('\n');

    assertThatThrownBy(() -> take(NONE))
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageContaining("probably buildx or buildctl");

    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<LayoutLock> waiting = other.submit(() -> take(Patience.USUAL));
      assertThat(waiting.isDone()).isFalse();
      holder.getOutputStream().close();
      try (LayoutLock lock = waiting.get(60, TimeUnit.SECONDS)) {
        assertThat(lock.layout().root()).isEqualTo(root);
      }
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void aStoppedRunWaitsNoLonger() throws Exception {
    Process holder = flock("cat");
    holder.getOutputStream().write('\n');
    holder.getOutputStream().flush();
    assertThat(holder.getInputStream().read()).isEqualTo('\n');
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Duration long_ = Duration.ofMinutes(5);
      Future<LayoutLock> waiting =
          other.submit(() -> take(new Patience(long_, long_, long_, "flock")));
      cancellation.cancel(Cancellation.Reason.INTERRUPTED);
      assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(CacheException.Cancelled.class);
    } finally {
      other.shutdownNow();
      holder.getOutputStream().close();
    }
  }

  @Test
  void withoutTheProgramJavasLockIsHeld() throws Exception {
    var without = new Patience(Duration.ZERO, SHORT, SHORT, "no-such-program");
    try (LayoutLock lock = take(without)) {
      assertThat(lock.layout().root()).isEqualTo(root);
      assertThat(TestProcesses.run(LockProbe.class, file.toString())).isEqualTo("busy");
      assertThatThrownBy(() -> take(without)).isInstanceOf(CacheException.Unavailable.class);
      assertThat(TestProcesses.run(LockProbe.class, file.toString())).isEqualTo("busy");
    }
    Files.createFile(file);
    assertThat(TestProcesses.run(LockProbe.class, file.toString())).isEqualTo("free");
  }

  @Test
  void aProgramThatFailsCountsAsNone() throws IOException {
    Path script = script("exit 70");
    take(new Patience(Duration.ZERO, SHORT, SHORT, script.toString())).close();
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatWasRemovedMeanwhileIsNotTheLock() throws IOException {
    // As BuildKit does when it has finished between our opening and our locking.
    Path marker = temp.resolve("removed-once");
    Path script =
        script(
            "if [ ! -e '%s' ]; then touch '%s'; rm '%s'; fi; exec flock \"$@\""
                .formatted(marker, marker, file));
    var patience = new Patience(Duration.ofMinutes(1), SHORT, SHORT, script.toString());
    try (LayoutLock lock = take(patience)) {
      assertThat(lock.layout().root()).isEqualTo(root);
      assertThat(file).exists();
      assertThat(marker).exists();
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsDenied() {
    assertThatThrownBy(() -> LayoutLock.take(Path.of("/sys"), NONE, cancellation))
        .isInstanceOf(CacheException.Denied.class)
        .hasMessageContaining("could not lock index.json (local /sys)");
  }

  private LayoutLock take(Patience patience) throws CacheException {
    return LayoutLock.take(root, patience, cancellation);
  }

  private Process flock(String command) throws IOException {
    return new ProcessBuilder(List.of("flock", "-n", file.toString(), command)).start();
  }

  private Path script(String body) throws IOException {
    Path script = Files.writeString(temp.resolve("flock.sh"), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }
}
