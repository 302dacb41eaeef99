package io.github.cacheferry.cli.output;

import io.github.cacheferry.cache.Redactor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Stdout for data and stderr for everything else. Whatever is written is masked first. Safe for use
 * by many threads: a text is written whole.
 */
public final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final Redactor redactor;
  private final UnaryOperator<String> guard;
  private final Supplier<Optional<String>> loss;

  /**
   * @param out takes data
   * @param err takes everything else
   * @param redactor knows the secrets
   */
  public Console(PrintStream out, PrintStream err, Redactor redactor) {
    this(out, err, redactor, UnaryOperator.identity(), Optional::empty);
  }

  private Console(
      PrintStream out,
      PrintStream err,
      Redactor redactor,
      UnaryOperator<String> guard,
      Supplier<Optional<String>> loss) {
    this.out = out;
    this.err = err;
    this.redactor = redactor;
    this.guard = guard;
    this.loss = loss;
  }

  /**
   * The same streams, where texts are so changed first; commands are not, nor is JSON, which is
   * written so that no line of it holds a command.
   */
  public Console guarded(UnaryOperator<String> change) {
    return new Console(out, err, redactor, change, loss);
  }

  /** The same, where data goes to stderr too: stdout is another program's. */
  public Console dataOnErr() {
    return new Console(err, err, redactor, guard, loss);
  }

  /**
   * The process's own streams, in UTF-8 whatever the locale says: digests and paths do not vary.
   */
  public static Console ofProcess(Redactor redactor) {
    var out = new WatchedStream(new FileOutputStream(FileDescriptor.out));
    return new Console(stream(out), stream(new FileOutputStream(FileDescriptor.err)), redactor)
        .watching(out::loss);
  }

  private Console watching(Supplier<Optional<String>> watched) {
    return new Console(out, err, redactor, guard, watched);
  }

  /** Why data was lost on its way out, as on a full disk; empty if none was. */
  public Optional<String> loss() {
    return loss.get();
  }

  /** Writes a line of data. */
  public void out(String line) {
    print(out, line(line));
  }

  /** Writes a JSON object as a line of data; its strings are masked one by one, as it is made. */
  public void json(JsonText.Body body) {
    synchronized (out) {
      // The generator flushes the writer at its end; closing it would close stdout.
      JsonText.write(new OutputStreamWriter(out, StandardCharsets.UTF_8), redactor, body);
      out.print("\n");
      out.flush();
    }
  }

  /** Writes a line of data that is, or holds, a secret that was asked for; it is not masked. */
  public void outSecret(String line) {
    print(out, line + "\n");
  }

  /** Writes a line about the run. */
  public void err(String line) {
    print(err, line(line));
  }

  /** Writes a line to stderr that is for a CI system and not for people; it is not masked. */
  public void errCommand(String line) {
    print(err, line + "\n");
  }

  /** Writes to stderr as it is, without ending the line. */
  public void errRaw(String text) {
    print(err, redactor.mask(text));
  }

  /** Knows the secrets. */
  public Redactor redactor() {
    return redactor;
  }

  /** A text from elsewhere as it may be shown, for {@link #errRaw}. */
  public String shown(String text) {
    // Masked first: a secret looks different once something in it was changed.
    return harmless(redactor.mask(text));
  }

  private String line(String text) {
    return guard.apply(shown(text)) + "\n";
  }

  /**
   * The text without what commands a terminal, except for blanks and ends of lines: what is shown
   * of a cache or a server may be anything.
   */
  private static String harmless(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isCommand(text.charAt(i))) {
        char[] shown = text.toCharArray();
        for (int j = i; j < shown.length; j++) {
          shown[j] = isCommand(shown[j]) ? '?' : shown[j];
        }
        return new String(shown);
      }
    }
    return text;
  }

  private static boolean isCommand(char c) {
    return Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
  }

  private static void print(PrintStream stream, String text) {
    synchronized (stream) {
      stream.print(text);
      stream.flush();
    }
  }

  private static PrintStream stream(OutputStream bytes) {
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }
}
