package io.github.cacheferry.cli.progress;

import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.cli.output.Console;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Shows a run while it goes on. Besides the events it is told regularly that time passes. Closing
 * it leaves stderr at the start of a line; later events are shown no more.
 */
public interface Progress extends TransferListener, AutoCloseable {
  /** Tells that time has passed; called every {@link #interval}. */
  void tick();

  /** How often it wants to be told. */
  Duration interval();

  @Override
  void close();

  /**
   * The renderer for a mode.
   *
   * @param mode the wanted mode; {@link ProgressMode#AUTO} looks at the terminal
   * @param terminal what stderr is
   * @param nanos the clock
   */
  static Progress of(
      ProgressMode mode, TerminalTraits terminal, Console console, LongSupplier nanos) {
    return switch (mode) {
      case AUTO ->
          terminal.redraws()
              ? new TtyProgress(console, terminal, nanos)
              : new PlainProgress(console, nanos);
      case PLAIN -> new PlainProgress(console, nanos);
      case TTY -> new TtyProgress(console, terminal, nanos);
      case QUIET -> new QuietProgress(console);
      case RAWJSON -> new RawJsonProgress(console, nanos);
    };
  }
}
