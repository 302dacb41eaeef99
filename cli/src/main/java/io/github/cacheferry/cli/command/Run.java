package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.progress.Clockwork;
import io.github.cacheferry.cli.progress.Progress;
import io.github.cacheferry.cli.progress.ProgressMode;
import io.github.cacheferry.cli.progress.TerminalTraits;
import io.github.cacheferry.cli.report.SaveReport;
import io.github.cacheferry.cli.workflow.Workflow;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;

/**
 * What goes on around a command's work: progress is shown, the time budget runs, a signal stops it.
 * Reports are written after {@link #finish}, when nothing is redrawn any more.
 */
final class Run implements AutoCloseable {
  private final Console console;
  private final RunContext context;
  private final Workflow workflow;
  private final Progress progress;
  private final Clockwork clockwork;
  private final TimeBudget budget;

  private Run(
      Console console,
      Workflow workflow,
      RunContext context,
      Progress progress,
      TimeBudget budget) {
    this.console = console;
    this.workflow = workflow;
    this.context = context;
    this.progress = progress;
    this.budget = budget;
    this.clockwork = Clockwork.start(progress);
  }

  /** Begins a run of this command. */
  static Run start(Host host, SharedOptions options, String command) {
    return start(host, options, command, options.timeBudget());
  }

  /** Begins a run of this command that may take this long, whatever the options say. */
  static Run start(
      Host host, SharedOptions options, String command, Optional<Duration> timeBudget) {
    Console console = host.console();
    Workflow workflow = host.workflow(command);
    ProgressMode mode = options.progress();
    if (mode != ProgressMode.RAWJSON) { // another program reads stderr, not the CI system
      workflow.maskSecrets();
    }
    if (mode == ProgressMode.PLAIN || mode == ProgressMode.AUTO) {
      workflow.beginGroup();
    }
    Cancellation cancellation = Cancellation.of(timeBudget);
    Progress progress =
        Progress.of(mode, TerminalTraits.of(host.environment()), console, System::nanoTime);
    var context =
        new RunContext(
            host.environment(),
            host.workingDirectory(),
            host.home(),
            options.caFile().map(host.workingDirectory()::resolve),
            cancellation,
            progress,
            console.redactor());
    host.interrupts().accept(cancellation);
    return new Run(console, workflow, context, progress, TimeBudget.start(cancellation));
  }

  /** What backends need to know. */
  RunContext context() {
    return context;
  }

  /** The CI system around the run. */
  Workflow workflow() {
    return workflow;
  }

  /** Shows a warning now. */
  void warn(String message) {
    if (workflow.annotates()) {
      workflow.warning(message);
    } else {
      context.listener().warned(message);
      workflow.warned();
    }
  }

  /** The failure as one of ours. */
  static CacheException typed(String action, String where, IOException failure) {
    return failure instanceof CacheException already
        ? already
        : new CacheException.Unavailable(Problem.of(action, where, reason(failure)), failure);
  }

  /** What Java leaves to the name of the exception, in words. */
  private static String reason(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    if (failure instanceof NoSuchFileException) {
      return text + ": there is no such file or directory";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return text + ": there is a file where a directory should be";
    }
    return failure instanceof AccessDeniedException ? text + ": permission denied" : text;
  }

  /** Ends what is shown while the run goes on, and returns where its report goes. */
  Console finish() {
    clockwork.close();
    progress.close();
    workflow.endGroup();
    return console;
  }

  /** Ends what is shown, and tells the CI system and stdout what came of a save. */
  void end(SaveReport report, boolean json) {
    Console ended = finish();
    report.tell(workflow);
    report.write(ended, json);
  }

  @Override
  public void close() {
    finish();
    budget.close();
  }
}
