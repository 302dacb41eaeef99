package io.github.cacheferry.cli;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.command.ExitCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets SIGINT and SIGTERM stop the run in good order. The JVM answers them by running its shutdown
 * hooks and ends with 130 or 143; the hook here cancels the run and gives it a little time to leave
 * nothing half-written behind. A run that ends with a result of its own in spite of it ends with
 * that.
 */
final class Signals {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AtomicReference<@Nullable Cancellation> running = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile int exitCode;

  /** Begins to listen. */
  static Signals install() {
    var signals = new Signals();
    Runtime.getRuntime().addShutdownHook(new Thread(signals::stop, "cacheferry-signals"));
    return signals;
  }

  /** From now on a signal stops this run; one that came before does at once. */
  void stops(Cancellation cancellation) {
    running.set(cancellation);
    if (stopping) {
      cancellation.cancel(Cancellation.Reason.INTERRUPTED);
    }
  }

  /**
   * The run has ended with this exit code: a signal, or the end of the process, has nothing to wait
   * for.
   */
  void ended(int code) {
    exitCode = code;
    ended.countDown();
  }

  private void stop() {
    stopping = true;
    Cancellation cancellation = running.get();
    if (cancellation == null || ended.getCount() == 0) {
      return;
    }
    cancellation.cancel(Cancellation.Reason.INTERRUPTED);
    try {
      if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("cacheferry: gave up waiting for the run to end");
      } else if (exitCode != ExitCode.INTERRUPTED) {
        // A server that was told to stop, a run that came to its end all the same, or a build that
        // ended with a code of its own. The JVM would end with 130 or 143, and takes no other code
        // any more.
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
