package io.github.cacheferry.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Where a failure came from, for {@code --debug}. */
final class StackTrace {
  private StackTrace() {}

  /** The trace with its causes. */
  static String text(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString().stripTrailing();
  }
}
