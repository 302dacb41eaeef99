package io.github.cacheferry.cli.salvage;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Dockerfile that can be ended early. */
public final class Dockerfile {
  /** Names a stage that has no name. */
  private static final String TARGET = "cacheferry-end";

  private final List<String> lines;
  private final List<Stage> stages;

  private Dockerfile(List<String> lines, List<Stage> stages) {
    this.lines = List.copyOf(lines);
    this.stages = List.copyOf(stages);
  }

  /** Reads a Dockerfile that BuildKit takes. */
  public static Dockerfile parse(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    var stages = new ArrayList<Stage>();
    var instructions = new ArrayList<Instruction>();
    Optional<Instruction> from = Optional.empty();
    for (Instruction instruction : DockerfileReader.read(lines)) {
      if (instruction.keyword().equals("FROM")) {
        from.ifPresent(before -> stages.add(new Stage(before, instructions)));
        instructions.clear();
        from = Optional.of(instruction);
      } else {
        instructions.add(instruction);
      }
    }
    from.ifPresent(last -> stages.add(new Stage(last, instructions)));
    return new Dockerfile(lines, stages);
  }

  List<Stage> stages() {
    return stages;
  }

  /**
   * This file, where the step's stage ends with that step.
   *
   * @param record names the steps around it
   * @throws CacheException.Unsupported if it is not certain which instruction the step is
   */
  public Cut after(BuildStep step, BuildRecord record) throws CacheException.Unsupported {
    int place = stageOf(step);
    Stage stage = stages.get(place);
    int kept = last(stage, step, record.keywords(step.stage()));
    int end = place + 1 < stages.size() ? stages.get(place + 1).from().first() : lines.size();
    boolean unnamed = stage.name().isEmpty() && place + 1 < stages.size();
    var left = new ArrayList<String>(lines.subList(0, kept + 1));
    left.addAll(lines.subList(end, lines.size()));
    if (unnamed) {
      left.set(stage.from().last(), named(left.get(stage.from().last())));
    }
    return new Cut(
        String.join("\n", left) + (end == lines.size() ? "\n" : ""),
        unnamed ? Optional.of(TARGET) : stage.name());
  }

  private int stageOf(BuildStep step) throws CacheException.Unsupported {
    if (step.stage().isEmpty() && stages.size() == 1) {
      return 0;
    }
    var places = new ArrayList<Integer>();
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).name().orElse("stage-" + i).equals(step.stage())) {
        places.add(i);
      }
    }
    if (places.size() != 1) {
      throw unknown(step);
    }
    return places.get(0);
  }

  /** The last line of the step's instruction. */
  private static int last(Stage stage, BuildStep step, Map<Integer, String> keywords)
      throws CacheException.Unsupported {
    List<Instruction> steps = stage.steps();
    int before = step.count() - steps.size(); // FROM, and what the base's ONBUILD adds
    if (before < 0 || (step.place() <= before && !step.keyword().equals("ONBUILD"))) {
      throw unknown(step);
    }
    if (step.place() <= before) {
      return stage.from().last();
    }
    int place = before + 1;
    for (Instruction instruction : steps) {
      String wanted = keywords.getOrDefault(place, instruction.keyword());
      boolean nothingToDo =
          instruction.keyword().equals("WORKDIR") // of the root makes no step, but is counted
              && (!wanted.equals("WORKDIR") || instruction.text().strip().endsWith(" /"));
      if (!nothingToDo && !wanted.equals(instruction.keyword())) {
        throw unknown(step);
      }
      if (!nothingToDo && place++ == step.place()) {
        return instruction.last();
      }
    }
    throw unknown(step);
  }

  private static String named(String from) {
    boolean windows = from.endsWith("\r");
    String line = windows ? from.substring(0, from.length() - 1) : from;
    return line + " AS " + TARGET + (windows ? "\r" : "");
  }

  private static CacheException.Unsupported unknown(BuildStep step) {
    return new CacheException.Unsupported(
        Problem.of(
            "see what the failed build has finished",
            "",
            "the Dockerfile here has no such step as " + step));
  }

  /**
   * A Dockerfile that has been ended early.
   *
   * @param text the whole file
   * @param target the stage to build; the last if empty
   */
  public record Cut(String text, Optional<String> target) {}
}
