package io.github.cacheferry.cli.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
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
                new SilentChild(launch(), stop),
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
  void both_givesWhatIsPrintedAndWhatIsComplained() throws CacheException {
    assertThat(both("echo it; echo no >&2; exit 3"))
        .isEqualTo(new SilentChild.Result<>(3, new SilentChild.Said("it\n", "no\n")));
    assertThat(both("yes; exit 0").code()).isNotZero();
    assertThat(both("yes >&2; exit 0").code()).isNotZero();
  }

  @Test
  void both_oneWhoseComplaintsHaveNoEndIsNotWaitedFor() {
    SilentChild child = child().within(SHORT);
    assertSpent(() -> child.both(List.of("/bin/sh", "-c", "exec >&-; exec sleep 60"), 100));
  }

  @Test
  void both_oneThatWouldNotEndIsKilledWhenPatienceEnds() {
    var child = new SilentChild(launch(), Cancellation.within(SHORT), Duration.ZERO);
    assertSpent(
        () -> child.both(List.of("/bin/sh", "-c", "trap '' TERM; sleep 60; sleep 60"), 100));
  }

  @Test
  void within_isNoLongerThanTheRunHas() {
    var stop = Cancellation.within(SHORT);
    var child = new SilentChild(launch(), stop).within(Duration.ofHours(1));
    assertSpent(() -> list(child, "sleep 1000"));
  }

  @Test
  void within_endsWithTheRun() {
    var stop = Cancellation.unbounded();
    SilentChild child = new SilentChild(launch(), stop).within(Duration.ofHours(1));
    stop.cancel(Cancellation.Reason.INTERRUPTED);
    assertThat(child.stop().reason()).contains(Cancellation.Reason.INTERRUPTED);
  }

  @Test
  void beforeBuild_isEndedByASignalAndByTheTimeBudget() {
    SilentChild child = SilentChild.beforeBuild(launch(), interrupts::add, Optional.empty());
    assertThat(interrupts).containsExactly(child.stop());
    assertThat(child.stop().remaining()).isPresent();
    assertSpent(
        () ->
            list(
                SilentChild.beforeBuild(launch(), interrupts::add, Optional.of(SHORT)),
                "sleep 1000"));
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

  private SilentChild.Result<SilentChild.Said> both(String script) throws CacheException {
    return child().both(List.of("/bin/sh", "-c", script), 100);
  }

  private SilentChild child() {
    return new SilentChild(launch(), Cancellation.unbounded());
  }

  private Launch launch() {
    return new Launch(Map.of("PATH", "/usr/bin:/bin"), directory);
  }
}
