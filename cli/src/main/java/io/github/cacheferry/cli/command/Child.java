package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.child.Launch;
import io.github.cacheferry.cli.wrapper.Rewritten;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The user's own command as a child of this process, in the same directory, with the same streams
 * and the environment that the launcher was given. A signal that would end this process goes to the
 * child, which may take its time.
 */
final class Child {
  /** A CI system that wants an end sooner kills. */
  private static final long PATIENCE_SECONDS = 120;

  private final Host host;

  Child(Host host) {
    this.host = host;
  }

  /**
   * Runs the command to its end, unless a signal came before it.
   *
   * @throws CacheException.Usage if it cannot be started
   */
  End run(Rewritten command) throws CacheException {
    var builder = host.launch().builder(command.words()).inheritIO();
    builder.environment().putAll(command.variables());
    var stop = Cancellation.unbounded();
    host.interrupts().accept(stop);
    if (stop.reason().isPresent()) {
      return new End(ExitCode.INTERRUPTED, true);
    }
    // A signal may come while it starts, and then has to wait for that.
    var starting = new FutureTask<Process>(() -> Launch.start(builder));
    Cancellation.Registration forwarding = stop.onCancel(() -> end(starting));
    starting.run();
    try {
      return new End(started(starting).waitFor(), stop.reason().isPresent());
    } catch (InterruptedException e) {
      end(starting);
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("run the command", Cancellation.Reason.INTERRUPTED);
    } finally {
      forwarding.close();
    }
  }

  private static Process started(FutureTask<Process> starting)
      throws InterruptedException, CacheException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CacheException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Asks the child to end and waits for it, which this process must not leave behind. Who sends
   * another signal does not want to wait.
   */
  private static void end(FutureTask<Process> starting) {
    Process process;
    try {
      process = started(starting);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (CacheException e) {
      return; // it did not start, and whoever wanted it is told
    }
    SecondSignal impatience = SecondSignal.does(() -> kill(process));
    try {
      process.destroy();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
    } finally {
      impatience.close();
    }
  }

  /** Its own children first: a docker that is killed leaves its plugin behind. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /**
   * How a command ended.
   *
   * @param code its exit code, 128 and the signal's number if one ended it
   * @param signalled whether this process was told to end meanwhile
   */
  record End(int code, boolean signalled) {}
}
