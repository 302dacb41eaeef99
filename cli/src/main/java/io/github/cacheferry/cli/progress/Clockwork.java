package io.github.cacheferry.cli.progress;

import java.util.concurrent.locks.LockSupport;

/** The thread that tells a {@link Progress} that time passes, until it is closed. */
public final class Clockwork implements AutoCloseable {
  private final Progress progress;
  private final Thread thread;
  private volatile boolean stopped;

  private Clockwork(Progress progress) {
    this.progress = progress;
    thread = new Thread(this::run, "cacheferry-progress");
    thread.setDaemon(true);
  }

  /** Starts telling. */
  public static Clockwork start(Progress progress) {
    var clockwork = new Clockwork(progress);
    clockwork.thread.start();
    return clockwork;
  }

  private void run() {
    long interval = progress.interval().toNanos();
    while (!stopped) {
      LockSupport.parkNanos(this, interval);
      if (!stopped) {
        progress.tick();
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
