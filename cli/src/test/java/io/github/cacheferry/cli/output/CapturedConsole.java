package io.github.cacheferry.cli.output;

import io.github.cacheferry.cache.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A console whose texts a test can read. */
public final class CapturedConsole {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console = new Console(stream(out), stream(err), new Redactor());

  /** The console to write to. */
  public Console console() {
    return console;
  }

  /** What was written to stdout. */
  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What was written to stderr. */
  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** The lines of stderr. */
  public List<String> errLines() {
    return err().lines().toList();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }
}
