package io.github.cacheferry.cli.output;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/**
 * Has {@code #} written as an escape. Azure Pipelines and GitHub take {@code ##vso[…]} and {@code
 * ##[…]} for commands wherever in a line they stand, and what a server says of a failure is in some
 * of our strings.
 */
final class NumberSigns extends CharacterEscapes {
  private static final long serialVersionUID = 1;

  @Override
  public int[] getEscapeCodesForAscii() {
    int[] codes = standardAsciiEscapesForJSON();
    codes['#'] = ESCAPE_CUSTOM;
    return codes;
  }

  /** Asked for all characters beyond ASCII too, which are written as they are. */
  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    return character == '#' ? new SerializedString("\\u0023") : null;
  }
}
