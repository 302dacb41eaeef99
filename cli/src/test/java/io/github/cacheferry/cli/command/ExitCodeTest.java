package io.github.cacheferry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.report.SaveReport;
import io.github.cacheferry.cli.report.TargetOutcome;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  private static final Problem PROBLEM = Problem.of("do it", "there", "it broke");
  private static final CacheException DOWN = new CacheException.Unavailable(PROBLEM);
  private static final CacheException CORRUPT = new CacheException.Corrupt(PROBLEM);
  private static final CacheException LATE =
      Cancellation.cancelled("do it", Cancellation.Reason.TIME_BUDGET);
  private static final CacheException STOPPED =
      Cancellation.cancelled("do it", Cancellation.Reason.INTERRUPTED);

  @Test
  void failuresHaveCodes() {
    assertThat(ExitCode.of(DOWN)).isEqualTo(1);
    assertThat(ExitCode.of(new IOException("disk"))).isEqualTo(1);
    assertThat(ExitCode.of(new CacheException.NotFound(PROBLEM))).isEqualTo(1);
    assertThat(ExitCode.of(new CacheException.Usage(PROBLEM))).isEqualTo(2);
    assertThat(ExitCode.of(CORRUPT)).isEqualTo(6);
    assertThat(ExitCode.of(LATE)).isEqualTo(124);
    assertThat(ExitCode.of(STOPPED)).isEqualTo(130);
    assertThat(ExitCode.of(Cancellation.cancelled("do it", Cancellation.Reason.FAILED)))
        .isEqualTo(1);
  }

  @Test
  void targetsThatHaveTheCacheAreDone() {
    assertThat(code(done(Status.SAVED), done(Status.UNCHANGED))).isZero();
  }

  @Test
  void oneOfSeveralThatFailedIsPartlyDone() {
    assertThat(code(done(Status.SAVED), failed(false, DOWN))).isEqualTo(4);
    assertThat(code(failed(false, CORRUPT), done(Status.UNCHANGED))).isEqualTo(4);
  }

  @Test
  void ifAllFailedTheFirstTellsWhy() {
    assertThat(code(failed(false, CORRUPT), failed(false, DOWN))).isEqualTo(6);
    assertThat(code(failed(false, DOWN))).isEqualTo(1);
  }

  @Test
  void targetThatMayNotBeWrittenIsAFailureUnlessThatIsNormal() {
    assertThat(code(readOnly(false))).isEqualTo(1);
    assertThat(code(readOnly(true))).isZero();
    assertThat(code(done(Status.SAVED), readOnly(true))).isZero();
    assertThat(code(readOnly(true), failed(false, DOWN))).isEqualTo(1);
  }

  @Test
  void softFailuresDoNotCount() {
    assertThat(code(failed(true, CORRUPT), readOnly(true))).isZero();
    assertThat(code(failed(true, LATE))).isZero();
    assertThat(code(failed(true, DOWN), failed(false, CORRUPT))).isEqualTo(6);
  }

  @Test
  void theTimeBudgetAndSignalsCountBeforeAll() {
    assertThat(code(done(Status.SAVED), failed(false, DOWN), failed(false, LATE))).isEqualTo(124);
    assertThat(code(done(Status.SAVED), failed(true, STOPPED))).isEqualTo(130);
  }

  private static int code(TargetOutcome... targets) {
    return ExitCode.of(new SaveReport("migrate", "s", List.of(targets), Optional.empty()));
  }

  private static TargetOutcome done(Status status) {
    return outcome(status, false, Optional.empty());
  }

  private static TargetOutcome failed(boolean soft, CacheException why) {
    return outcome(Status.FAILED, soft, Optional.of(why));
  }

  private static TargetOutcome readOnly(boolean soft) {
    return outcome(Status.SKIPPED_READONLY, soft, Optional.empty());
  }

  private static TargetOutcome outcome(
      Status status, boolean soft, Optional<CacheException> failure) {
    var result =
        new CopyResult(
            "t", status, Optional.empty(), 0, 0, 0, Duration.ZERO, failure, Optional.empty());
    return new TargetOutcome(result, soft);
  }
}
