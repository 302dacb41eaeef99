package io.github.cacheferry.serve;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one worker waits for its client. The JDK's server has no time-outs of its own that suit
 * uploads of gigabytes; but its sockets are channels, so interrupting a thread that waits for one
 * ends the wait and closes the connection. Only a wait for the network is ever interrupted, never
 * work on files, whose channels would be closed by it as well.
 */
final class Patience {
  private final long limitNanos;
  private @Nullable Thread waiting;
  private long since;
  private boolean spent;

  Patience(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  /** The calling thread begins to wait for the client. */
  synchronized void begin() {
    waiting = Thread.currentThread();
    since = System.nanoTime();
  }

  /** It waits no more. */
  synchronized void end() {
    waiting = null;
    if (spent) {
      // The interruption may have come too late to be noticed by the wait.
      Thread.interrupted();
    }
  }

  /** Ends a wait that has lasted too long; another thread calls it from time to time. */
  synchronized void check(long nowNanos) {
    if (waiting != null && !spent && nowNanos - since > limitNanos) {
      spent = true;
      waiting.interrupt();
    }
  }

  private synchronized void failIfSpent() throws IOException {
    if (spent) {
      throw new IOException("the client neither sent nor took anything for too long");
    }
  }

  InputStream watch(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        failIfSpent();
        begin();
        try {
          return in.read(buffer, offset, length);
        } finally {
          end();
        }
      }

      @Override
      public void close() {
        // The exchange closes its body; a reader of XML that does so is too early.
      }
    };
  }

  OutputStream watch(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        failIfSpent();
        begin();
        try {
          out.write(buffer, offset, length);
        } finally {
          end();
        }
      }
    };
  }
}
