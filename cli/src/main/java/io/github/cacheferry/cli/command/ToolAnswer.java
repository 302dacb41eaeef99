package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.child.SilentChild;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What a program says to a short question: at most {@link #MOST_BYTES}, and within a time. One that
 * says more, takes longer or fails has not answered.
 *
 * @param text what it printed; empty if it has not answered
 * @param failure why it has not, as in "it took longer than 10 s"; empty if it has
 */
record ToolAnswer(String text, String failure) {
  /** A version is a line. */
  private static final int MOST_BYTES = 16 << 10;

  /**
   * Asks a program.
   *
   * @throws CacheException.Usage if it cannot be started
   */
  static ToolAnswer ask(List<String> words, SilentChild child, Duration patience)
      throws CacheException {
    try {
      SilentChild.Result<byte[]> said =
          child.within(patience).stdout(words, (output, end) -> output.readNBytes(MOST_BYTES + 1));
      return answer(said.read(), said.code());
    } catch (CacheException.Cancelled e) {
      if (e.reason() != Cancellation.Reason.TIME_BUDGET) {
        throw e;
      }
      return child.stop().reason().isPresent()
          ? new ToolAnswer("", e.problem().reason())
          : new ToolAnswer("", "it took longer than " + patience.toSeconds() + " s");
    }
  }

  private static ToolAnswer answer(byte[] said, int code) {
    if (code != 0) {
      return new ToolAnswer("", "it ended with exit code " + code);
    }
    return said.length > MOST_BYTES
        ? new ToolAnswer("", "it printed more than " + MOST_BYTES + " bytes")
        : new ToolAnswer(new String(said, StandardCharsets.UTF_8), "");
  }
}
