package io.github.cacheferry.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepSummaryTest {
  private final Redactor redactor = new Redactor();

  @Test
  void isATableOfWhatWasMoved() {
    var copy =
        new CopyResult(
            "registry r/app:cache",
            Status.SAVED,
            Optional.empty(),
            3,
            12_300_000,
            4,
            Duration.ofMillis(2_340),
            Optional.empty(),
            Optional.empty());
    assertThat(
            StepSummary.text(
                "cacheferry export",
                List.of(
                    new Movement("local cache", copy.target(), "saved", Optional.of(copy)),
                    new Movement("local cache", "local x", "failed", Optional.empty())),
                redactor))
        .isEqualTo(
            """
            ### cacheferry export

            | source | target | outcome | blobs | bytes | time |
            |---|---|---|--:|--:|--:|
            | local cache | registry r/app:cache | saved | 3 moved, 4 there | 12.3 MB | 2.3 s |
            | local cache | local x | failed |  |  |  |

            """);
  }

  @Test
  void hostileNamesStayInTheirCell() {
    String text =
        StepSummary.text(
            "t",
            List.of(
                new Movement(
                    "a | b\n\n# big", "<img src=x> ![i](u) `c` @all", "x", Optional.empty())),
            redactor);
    assertThat(text.lines().skip(4).findFirst())
        .contains("| a \\| b \\# big | &lt;img src=x> \\!\\[i\\](u) \\`c\\` \\@all | x |  |  |  |");
  }

  @Test
  void aSecretThatMarkdownWouldEscapeIsMasked() {
    redactor.add("hunter_22");
    var movement = new Movement("s hunter_22", "t hunter_22", "saved", Optional.empty());
    assertThat(StepSummary.text("t", List.of(movement), redactor)).doesNotContain("22");
  }

  @Test
  void neverExceedsTheLimit() {
    var longest =
        new Movement("&".repeat(2000), "|".repeat(2000), "☕".repeat(2000), Optional.empty());
    String text = StepSummary.text("t", Collections.nCopies(500, longest), redactor);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(StepSummary.LIMIT);
    assertThat(text).endsWith("and 400 more\n\n");
  }
}
