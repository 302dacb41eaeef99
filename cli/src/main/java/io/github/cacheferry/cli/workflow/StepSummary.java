package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.transfer.CopyResult;
import java.util.List;
import java.util.Optional;

/** What was moved, as a Markdown table. */
final class StepSummary {
  /** What the runner takes from a step; of more it takes nothing, and adds an error. */
  static final int LIMIT = 1024 * 1024;

  /** So many lines of the longest cells fit the limit. */
  private static final int MOST_ROWS = 100;

  private static final int LONGEST_CELL = 500;

  private StepSummary() {}

  /** The table under the title. Secrets are masked before Markdown's own characters are escaped. */
  static String text(String title, List<Movement> movements, Redactor redactor) {
    var text = new StringBuilder();
    text.append("### ").append(cell(title)).append("\n\n");
    text.append("| source | target | outcome | blobs | bytes | time |\n");
    text.append("|---|---|---|--:|--:|--:|\n");
    for (Movement movement : movements.subList(0, Math.min(MOST_ROWS, movements.size()))) {
      row(text, movement, redactor);
    }
    if (movements.size() > MOST_ROWS) {
      text.append("\nand ").append(movements.size() - MOST_ROWS).append(" more\n");
    }
    return text.append('\n').toString();
  }

  private static void row(StringBuilder text, Movement movement, Redactor redactor) {
    Optional<CopyResult> copy = movement.copy();
    text.append("| ").append(cell(redactor.mask(movement.source())));
    text.append(" | ").append(cell(redactor.mask(movement.target())));
    text.append(" | ").append(cell(movement.outcome()));
    text.append(" | ").append(copy.map(StepSummary::blobs).orElse(""));
    text.append(" | ").append(copy.map(each -> Units.bytes(each.bytesMoved())).orElse(""));
    text.append(" | ").append(copy.map(each -> Units.duration(each.took())).orElse(""));
    text.append(" |\n");
  }

  private static String blobs(CopyResult copy) {
    return copy.blobsMoved() + " moved, " + copy.blobsPresent() + " there";
  }

  /** Text that Markdown shows as it is: no line break, link, image, tag or further cell. */
  private static String cell(String text) {
    String shown = text.length() > LONGEST_CELL ? text.substring(0, LONGEST_CELL) + "…" : text;
    return shown
        .replaceAll("\\p{Cntrl}+", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("([\\\\|`*_\\[\\]!~@#])", "\\\\$1");
  }
}
