package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs checks, all at the same time, each for no longer than it may. One that does not come to an
 * end in its time is told as such and left behind.
 */
final class Examination {
  /** For a check to say what it was about, once it was stopped. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final RunContext context;
  private final Clocks clocks;
  private final Duration patience;

  /**
   * @param context of the whole run; when that is stopped, the checks are
   * @param clocks takes what servers say of the time
   * @param patience how long each check may take
   */
  Examination(RunContext context, Clocks clocks, Duration patience) {
    this.context = context;
    this.clocks = clocks;
    this.patience = patience;
  }

  /**
   * Runs the checks.
   *
   * @return what they found, in their order
   * @throws CacheException.Cancelled if the run was interrupted
   */
  public List<Diagnosis> run(List<? extends Check> checks) throws CacheException.Cancelled {
    var begun = new ArrayList<Begun>();
    for (Check check : checks) {
      begun.add(begin(check));
    }
    var diagnoses = new ArrayList<Diagnosis>();
    for (Begun one : begun) {
      for (Finding finding : one.findings()) {
        diagnoses.add(new Diagnosis(one.check.name(), finding));
      }
    }
    if (context
        .cancellation()
        .reason()
        .filter(Cancellation.Reason.INTERRUPTED::equals)
        .isPresent()) {
      throw Cancellation.cancelled("look at everything", Cancellation.Reason.INTERRUPTED);
    }
    return diagnoses;
  }

  private Begun begin(Check check) {
    Duration time =
        context
            .cancellation()
            .remaining()
            .filter(rest -> rest.compareTo(patience) < 0)
            .orElse(patience);
    var begun = new Begun(check, Cancellation.within(time), time);
    begun.start();
    return begun;
  }

  /** A check under way. */
  private final class Begun {
    private final Check check;
    private final Cancellation cancellation;
    private final Duration time;
    private final Warnings warnings = new Warnings(clocks);
    private final FutureTask<List<Finding>> task;
    private final Thread thread;
    private final long since = System.nanoTime();

    Begun(Check check, Cancellation cancellation, Duration time) {
      this.check = check;
      this.cancellation = cancellation;
      this.time = time;
      Callable<List<Finding>> look = () -> check.run(own());
      this.task = new FutureTask<>(look);
      this.thread = new Thread(task, "cacheferry-check");
      thread.setDaemon(true);
    }

    void start() {
      thread.start();
    }

    private RunContext own() {
      return new RunContext(
          context.environment(),
          context.workingDirectory(),
          context.home(),
          context.caFile(),
          cancellation,
          warnings,
          context.redactor());
    }

    List<Finding> findings() throws CacheException.Cancelled {
      Cancellation.Registration stop =
          context
              .cancellation()
              .onCancel(() -> context.cancellation().reason().ifPresent(cancellation::cancel));
      try {
        var all = new ArrayList<>(await());
        all.addAll(warnings.findings());
        return all;
      } finally {
        stop.close();
      }
    }

    private List<Finding> await() throws CacheException.Cancelled {
      long left = time.toNanos() - (System.nanoTime() - since);
      try {
        try {
          return task.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          cancellation.expire();
          return task.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
        }
      } catch (TimeoutException e) {
        thread.interrupt();
        return List.of(unfinished());
      } catch (ExecutionException e) {
        return List.of(failed(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Cancellation.cancelled("wait for a check", Cancellation.Reason.INTERRUPTED);
      }
    }

    private Finding unfinished() {
      return Finding.of(
          Trap.NOT_FINISHED, "it did not end within " + time.toSeconds() + " s", check.name());
    }

    private Finding failed(@Nullable Throwable cause) {
      if (cause instanceof CacheException.Cancelled) {
        return unfinished();
      }
      if (cause instanceof IOException failure) {
        return Failures.finding(failure, Trap.READ_DENIED, check.name());
      }
      throw new IllegalStateException(cause); // a bug, told as one
    }
  }
}
