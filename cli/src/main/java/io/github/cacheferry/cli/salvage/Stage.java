package io.github.cacheferry.cli.salvage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A stage of a Dockerfile.
 *
 * @param from its FROM
 * @param instructions the others
 */
record Stage(Instruction from, List<Instruction> instructions) {
  Stage {
    instructions = List.copyOf(instructions);
  }

  /** The name that it is given, in lower case, as BuildKit has it. */
  Optional<String> name() {
    List<String> words =
        Arrays.stream(from.words()).skip(1).filter(word -> !word.startsWith("--")).toList();
    return words.size() == 3 && words.get(1).equalsIgnoreCase("as")
        ? Optional.of(words.get(2).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** Its instructions that are steps. */
  List<Instruction> steps() {
    return instructions.stream().filter(Instruction::isStep).toList();
  }
}
