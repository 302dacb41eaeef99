package io.github.cacheferry.exporters.local;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.layout.BlobWriter;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Copies blobs into a layout. Large ones from sources that are faster in parallel are read in
 * segments by a few threads, which all blobs that are copied at the same time share; others as one
 * stream. Memory does not grow with the size of a blob.
 */
final class BlobCopy implements AutoCloseable {
  static final int BUFFER = 256 * 1024;

  /**
   * From this size on a blob is read in segments. Below it, reading several blobs at a time is as
   * fast, and segments have to be read once more to be hashed in order.
   */
  static final long LARGE = 128L << 20;

  private static final int THREADS = 6;

  private final Cancellation cancellation;
  private final long large;
  private final ThreadPoolExecutor pool;

  BlobCopy(Cancellation cancellation, long large) {
    this.cancellation = cancellation;
    this.large = large;
    this.pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              var thread = new Thread(work, "cacheferry-segments");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  /** Writes and hashes all bytes of the blob; does not commit it. */
  void copy(BlobSource source, BlobWriter to, ByteCount progress) throws IOException {
    Descriptor blob = source.descriptor();
    if (source.parallel() && blob.size() >= large) {
      new SegmentedCopy(source, to, progress, cancellation).run(pool);
    } else {
      stream(source, to, progress);
    }
  }

  private void stream(BlobSource source, BlobWriter to, ByteCount progress) throws IOException {
    Descriptor blob = source.descriptor();
    byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER, blob.size()))];
    try (InputStream in = source.open(0, blob.size())) {
      // A network's stream gives a few kilobytes at a time: fewer, larger writes cost less.
      for (int n = fill(in, buffer); n > 0; n = fill(in, buffer)) {
        cancellation.check("copy " + blob.digest());
        to.append(buffer, n);
        progress.moved(n);
      }
    }
  }

  /** Reads until the buffer is full or the stream ends. */
  static int fill(InputStream in, byte[] buffer) throws IOException {
    return in.readNBytes(buffer, 0, buffer.length);
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
