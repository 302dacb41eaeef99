package io.github.cacheferry.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SaveReportTest {
  @Test
  void theOutcomeOfAllIsTheOneOfEachIfTheyAgree() {
    for (Status status : Status.values()) {
      assertThat(outcome(status, status)).isEqualTo(status.wire());
    }
  }

  @Test
  void whatWasSavedOrUnchangedIsSaved() {
    assertThat(outcome(Status.UNCHANGED, Status.SAVED)).isEqualTo("saved");
  }

  @Test
  void whatWentDifferentlyIsPartial() {
    assertThat(outcome(Status.SAVED, Status.FAILED)).isEqualTo("partial");
    assertThat(outcome(Status.SKIPPED_READONLY, Status.UNCHANGED)).isEqualTo("partial");
    assertThat(outcome(Status.PARTIAL, Status.FAILED)).isEqualTo("partial");
    assertThat(outcome(Status.SKIPPED_READONLY, Status.FAILED)).isEqualTo("failed");
  }

  @Test
  void withoutTargetsThereWasNothingToSave() {
    assertThat(outcome()).isEqualTo("skipped-no-cache");
  }

  private static String outcome(Status... statuses) {
    var targets =
        Arrays.stream(statuses)
            .map(
                status ->
                    new TargetOutcome(
                        new CopyResult(
                            "t",
                            status,
                            Optional.empty(),
                            0,
                            0,
                            0,
                            Duration.ZERO,
                            Optional.empty(),
                            Optional.empty()),
                        false))
            .toList();
    return new SaveReport("export", "s", targets, Optional.empty()).outcome();
  }
}
