package io.github.cacheferry.exporters.local;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.layout.BlobWriter;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One blob that is read in segments by several threads. The bytes are hashed in order, by whichever
 * thread completes a segment that makes the beginning longer. The first failure stops all threads.
 */
final class SegmentedCopy {
  static final long SEGMENT = 8L << 20;

  private final BlobSource source;
  private final Descriptor blob;
  private final BlobWriter to;
  private final ByteCount progress;
  private final Cancellation cancellation;
  private final int segments;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private final ReentrantLock hashing = new ReentrantLock();
  private final BitSet written;
  private int hashed;

  SegmentedCopy(BlobSource source, BlobWriter to, ByteCount progress, Cancellation cancellation) {
    this.source = source;
    this.blob = source.descriptor();
    this.to = to;
    this.progress = progress;
    this.cancellation = cancellation;
    this.segments = Math.toIntExact((blob.size() + SEGMENT - 1) / SEGMENT);
    this.written = new BitSet(segments);
  }

  /** Copies with this thread and some of the pool; returns when none of them is at it. */
  void run(ThreadPoolExecutor pool) throws IOException {
    var helpers = new ArrayList<FutureTask<Void>>();
    for (int i = 1; i < Math.min(pool.getMaximumPoolSize(), segments); i++) {
      var helper = new FutureTask<Void>(this::work, null);
      helpers.add(helper);
      pool.execute(helper);
    }
    boolean interrupted = false;
    try {
      work();
    } finally {
      next.set(segments);
      for (FutureTask<Void> helper : helpers) {
        // One that still waits for a thread has nothing left to do.
        interrupted |= !pool.remove(helper) && await(helper);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    IOException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void work() {
    byte[] buffer = new byte[BlobCopy.BUFFER];
    try {
      for (int i = next.getAndIncrement(); i < segments; i = next.getAndIncrement()) {
        copy(i, buffer);
        hash(i, buffer);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void copy(int segment, byte[] buffer) throws IOException {
    long at = segment * SEGMENT;
    long end = Math.min(blob.size(), at + SEGMENT);
    try (InputStream in = source.open(at, end - at)) {
      while (at < end) {
        cancellation.check("copy " + blob.digest());
        if (failure.get() != null) {
          next.set(segments);
          return;
        }
        int n = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, end - at));
        if (n == 0) {
          throw new CacheException.Corrupt(
              Problem.of("read " + blob.digest(), source.toString(), "it ends at byte " + at));
        }
        to.write(at, buffer, n);
        at += n;
        progress.moved(n);
      }
    }
  }

  /** Marks the segment as written, and hashes as far as there is no gap. */
  private void hash(int segment, byte[] buffer) throws IOException {
    synchronized (written) {
      written.set(segment);
    }
    // A thread that finds another one hashing leaves its segment to it: that one looks again after
    // it has let go, so that no segment is forgotten.
    while (hasNext() && hashing.tryLock()) {
      try {
        while (hasNext()) {
          to.hashUpTo(Math.min(blob.size(), advance() * SEGMENT), buffer);
        }
      } finally {
        hashing.unlock();
      }
    }
  }

  /** The number of segments that will have been hashed after the one that comes now. */
  private int advance() {
    synchronized (written) {
      return ++hashed;
    }
  }

  private boolean hasNext() {
    synchronized (written) {
      return failure.get() == null && written.get(hashed);
    }
  }

  private void fail(IOException e) {
    if (!failure.compareAndSet(null, e) && failure.get() != e) {
      IOException first = failure.get();
      if (first != null) {
        first.addSuppressed(e);
      }
    }
  }

  /** Waits until the helper has ended, in spite of interrupts: it still writes to the file. */
  private boolean await(FutureTask<Void> helper) {
    boolean interrupted = false;
    while (true) {
      try {
        helper.get();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        fail(Cancellation.cancelled("copy " + blob.digest(), Cancellation.Reason.INTERRUPTED));
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause()); // the work keeps its own failures
      }
    }
  }
}
