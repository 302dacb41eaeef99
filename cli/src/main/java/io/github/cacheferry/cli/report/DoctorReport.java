package io.github.cacheferry.cli.report;

import io.github.cacheferry.cli.doctor.Diagnosis;
import io.github.cacheferry.cli.doctor.Finding;
import io.github.cacheferry.cli.doctor.Level;
import io.github.cacheferry.cli.doctor.Trap;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.cli.workflow.Workflow;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What doctor says.
 *
 * @param diagnoses what was found, in the checks' order
 */
public record DoctorReport(List<Diagnosis> diagnoses) {
  /** What servers and programs say is part of a line, and must not be more. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029]+");

  private static final int LEVEL_COLUMN = 9;
  private static final int CHECK_COLUMN = 16;

  public DoctorReport {
    diagnoses = List.copyOf(diagnoses);
  }

  /** The worst of what was found. */
  public Level worst() {
    return count(Level.PROBLEM) > 0
        ? Level.PROBLEM
        : count(Level.WARNING) > 0 ? Level.WARNING : Level.OK;
  }

  /** Writes the report to stdout. */
  public void write(Console console, boolean json) {
    if (json) {
      console.json(this::writeJson);
      return;
    }
    for (Diagnosis diagnosis : diagnoses) {
      console.out(line(diagnosis));
    }
    Map<String, String> fixes = fixes();
    if (!fixes.isEmpty()) {
      console.out("");
      fixes.forEach((fix, traps) -> console.out(traps + ": " + fix));
    }
    console.out("");
    console.out(summary());
  }

  /** Tells the CI system of each problem, with what to do about it. */
  public void tell(Workflow workflow) {
    if (!workflow.annotates()) {
      return;
    }
    for (Diagnosis diagnosis : diagnoses) {
      Finding finding = diagnosis.finding();
      if (finding.level() == Level.PROBLEM) {
        String what = finding.what() + (finding.what().endsWith(".") ? " " : ". ");
        workflow.error(oneLine(about(finding) + what + finding.fix()));
      }
    }
  }

  private static String about(Finding finding) {
    return finding.where().isEmpty() ? "" : finding.where() + ": ";
  }

  private static String line(Diagnosis diagnosis) {
    Finding finding = diagnosis.finding();
    String trap = finding.trap().map(known -> " [" + known.id() + "]").orElse("");
    return padded(finding.level().word(), LEVEL_COLUMN)
        + padded(diagnosis.check(), CHECK_COLUMN)
        + oneLine(about(finding) + finding.what() + trap);
  }

  /** What can be done, each once, and what against. */
  private Map<String, String> fixes() {
    var fixes = new LinkedHashMap<String, String>();
    for (Diagnosis diagnosis : diagnoses) {
      Finding finding = diagnosis.finding();
      if (finding.trap().isPresent()) {
        String trap = finding.trap().get().id();
        fixes.merge(
            oneLine(finding.fix()),
            trap,
            (before, more) ->
                List.of(before.split(", ")).contains(more) ? before : before + ", " + more);
      }
    }
    return fixes;
  }

  private String summary() {
    long problems = count(Level.PROBLEM);
    long warnings = count(Level.WARNING);
    if (problems + warnings == 0) {
      return "no problem found";
    }
    return Units.count(problems, "problem") + ", " + Units.count(warnings, "warning");
  }

  private long count(Level level) {
    return diagnoses.stream().filter(one -> one.finding().level() == level).count();
  }

  private void writeJson(JsonText json) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", "doctor")
        .field("outcome", worst().word())
        .field("problems", count(Level.PROBLEM))
        .field("warnings", count(Level.WARNING))
        .objects("findings", diagnoses, DoctorReport::write);
  }

  private static void write(JsonText json, Diagnosis diagnosis) throws IOException {
    Finding finding = diagnosis.finding();
    json.field("check", diagnosis.check())
        .field("level", finding.level().word())
        .field("id", finding.trap().map(Trap::id))
        .field("what", finding.what())
        .field("where", text(finding.where()))
        .field("fix", text(finding.fix()));
  }

  private static Optional<String> text(String text) {
    return Optional.of(text).filter(any -> !any.isEmpty());
  }

  private static String padded(String text, int column) {
    return text + " ".repeat(Math.max(1, column - text.length()));
  }

  private static String oneLine(String text) {
    return CONTROL.matcher(text).replaceAll(" ");
  }
}
