package io.github.cacheferry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.output.CapturedConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SilentChildTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path directory;
  private final List<Cancellation> interrupts = new ArrayList<>();

  @Test
  void list_givesWhatIsPrinted() throws CacheException {
    assertThat(list(child(), "echo it; echo no >&2")).contains("it\n");
    assertThat(list(child(), "echo it; exit 3")).isEmpty();
    assertThat(list(child(), "yes")).isEmpty();
  }

  @Test
  void list_oneThatHangsIsEndedWithWhatItHasStarted() throws Exception {
    Path pids = directory.resolve("pids");
    assertThat(new ProcessBuilder("mkfifo", pids.toString()).start().waitFor()).isZero();
    var stop = Cancellation.unbounded();
    var begun =
        new FutureTask<>(
            () -> {
              String read = Files.readString(pids); // waits for whoever writes
              stop.expire();
              return read.strip();
            });
    var reader = new Thread(begun);
    reader.setDaemon(true);
    reader.start();
    assertSpent(
        () ->
            list(
                new SilentChild(new Child(host()), stop),
                "sleep 1000 & echo $! $$ >'" + pids + "'; wait; wait"));
    for (String pid : begun.get().split(" ")) {
      Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
      if (process.isPresent()) {
        process.get().onExit().get(60, TimeUnit.SECONDS);
      }
    }
  }

  /** Java itself may see the command's end before its output is read: then that has an end, too. */
  @Test
  @Timeout(60)
  void list_oneWhoseOutputIsHeldOpenIsNotWaitedFor() {
    Throwable failure =
        catchThrowable(
            () ->
                assertThat(list(child().within(SHORT), "setsid sleep 120 & exit 0")).contains(""));
    if (failure != null) {
      assertThat(failure)
          .isInstanceOfSatisfying(
              CacheException.Cancelled.class,
              e -> assertThat(e.reason()).isEqualTo(Cancellation.Reason.TIME_BUDGET));
    }
  }

  @Test
  void within_isNoLongerThanTheRunHas() {
    var stop = Cancellation.within(SHORT);
    var child = new SilentChild(new Child(host()), stop).within(Duration.ofHours(1));
    assertSpent(() -> list(child, "sleep 1000"));
  }

  @Test
  void within_endsWithTheRun() {
    var stop = Cancellation.unbounded();
    SilentChild child = new SilentChild(new Child(host()), stop).within(Duration.ofHours(1));
    stop.cancel(Cancellation.Reason.INTERRUPTED);
    assertThat(child.stop().reason()).contains(Cancellation.Reason.INTERRUPTED);
  }

  @Test
  void beforeBuild_isEndedByASignalAndByTheTimeBudget() {
    SilentChild child = SilentChild.beforeBuild(host(), Optional.empty());
    assertThat(interrupts).containsExactly(child.stop());
    assertThat(child.stop().remaining()).isPresent();
    assertSpent(() -> list(SilentChild.beforeBuild(host(), Optional.of(SHORT)), "sleep 1000"));
  }

  private static void assertSpent(org.assertj.core.api.ThrowableAssert.ThrowingCallable ask) {
    assertThatThrownBy(ask)
        .isInstanceOfSatisfying(
            CacheException.Cancelled.class,
            e -> assertThat(e.reason()).isEqualTo(Cancellation.Reason.TIME_BUDGET));
  }

  private static Optional<String> list(SilentChild child, String script) throws CacheException {
    return child.list(List.of("/bin/sh", "-c", script));
  }

  private SilentChild child() {
    return new SilentChild(new Child(host()), Cancellation.unbounded());
  }

  private Host host() {
    return new Host(
        Map.of("PATH", "/usr/bin:/bin"),
        directory,
        directory,
        new CapturedConsole().console(),
        interrupts::add);
  }
}
