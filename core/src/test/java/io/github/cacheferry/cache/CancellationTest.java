package io.github.cacheferry.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.Cancellation.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
  @Test
  void aRunGoesOnUntilItIsStopped() throws CacheException {
    var run = Cancellation.unbounded();
    run.check("go on");
    assertThat(run.reason()).isEmpty();
    assertThat(run.remaining()).isEmpty();

    run.cancel(Reason.INTERRUPTED);
    assertThat(run.reason()).contains(Reason.INTERRUPTED);
    assertThatThrownBy(() -> run.check("go on"))
        .isInstanceOfSatisfying(
            CacheException.Cancelled.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED))
        .hasMessage("could not go on: interrupted");
  }

  @Test
  void onlyTheFirstReasonCounts() {
    var run = Cancellation.unbounded();
    run.cancel(Reason.FAILED);
    run.cancel(Reason.INTERRUPTED);
    run.expire();
    assertThat(run.reason()).contains(Reason.FAILED);
  }

  @Test
  void listenersRunOnce() {
    var run = Cancellation.unbounded();
    var woken = new AtomicInteger();
    run.onCancel(woken::incrementAndGet);
    run.cancel(Reason.INTERRUPTED);
    run.cancel(Reason.INTERRUPTED);
    assertThat(woken).hasValue(1);
  }

  @Test
  void aListenerThatComesLateRunsAtOnce() {
    var run = Cancellation.unbounded();
    run.cancel(Reason.INTERRUPTED);
    var woken = new AtomicInteger();
    run.onCancel(woken::incrementAndGet).close();
    assertThat(woken).hasValue(1);
  }

  @Test
  void aClosedRegistrationIsNotWoken() {
    var run = Cancellation.unbounded();
    var woken = new ArrayList<String>();
    Cancellation.Registration first = run.onCancel(() -> woken.add("first"));
    run.onCancel(() -> woken.add("second"));
    first.close();
    first.close();
    run.cancel(Reason.INTERRUPTED);
    assertThat(woken).containsExactly("second");
  }

  @Test
  void aListenerMayRegisterAndCancelItself() {
    var run = Cancellation.unbounded();
    var woken = new AtomicInteger();
    run.onCancel(
        () -> {
          run.cancel(Reason.FAILED);
          run.onCancel(woken::incrementAndGet);
        });
    run.cancel(Reason.INTERRUPTED);
    assertThat(woken).hasValue(1);
    assertThat(run.reason()).contains(Reason.INTERRUPTED);
  }

  @Test
  void aSpentBudgetStopsTheRunAndWakesItsListeners() {
    var run = Cancellation.within(Duration.ZERO);
    var woken = new AtomicInteger();
    run.onCancel(woken::incrementAndGet);
    assertThat(run.remaining()).contains(Duration.ZERO);
    assertThatThrownBy(() -> run.check("go on"))
        .hasMessage("could not go on: the time budget is spent");
    assertThat(woken).hasValue(1);
  }

  @Test
  void aBudgetCountsDown() {
    var run = Cancellation.within(Duration.ofHours(1));
    assertThat(run.remaining().orElseThrow())
        .isLessThanOrEqualTo(Duration.ofHours(1))
        .isGreaterThan(Duration.ofMinutes(59));
    assertThat(run.reason()).isEmpty();
  }
}
