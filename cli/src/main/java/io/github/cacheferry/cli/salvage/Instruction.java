package io.github.cacheferry.cli.salvage;

import java.util.Locale;

/**
 * An instruction of a Dockerfile.
 *
 * @param text the instruction in one line, without its here-documents
 * @param first its first line, counted from 0
 * @param last its last line, that of its last here-document's end if it has one
 */
record Instruction(String text, int first, int last) {
  /** The instruction's name in upper case. */
  String keyword() {
    return words()[0].toUpperCase(Locale.ROOT);
  }

  /** Whether it is a step of its stage. */
  boolean isStep() {
    return BuildStep.KEYWORDS.contains(keyword());
  }

  String[] words() {
    return text.strip().split("\\s+", -1);
  }
}
