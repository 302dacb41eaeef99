package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.Arrival;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.CreationLimit;
import io.github.cacheferry.actions.Payload;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.actions.Together;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.SpooledBlob;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes entries: reserves a key, sends the payload, finalises. The service checks no digest, so we
 * do, before the entry becomes visible.
 */
final class EntryUpload implements AutoCloseable {
  /** Blobs up to this size are held in memory, others are sent from a file. */
  private static final long IN_MEMORY = 4L << 20;

  /** The same for blobs that are in a file of their own: larger ones only cost memory. */
  private static final long IN_MEMORY_OF_FILE = 64L << 10;

  /** How many files are checked at once: it takes a processor each, and buffers. */
  private static final int CHECKS = 2;

  private final ActionsCache service;
  private final CreationLimit limit;
  private final TakenBlobs taken;
  private final Map<Digest, Reservation.Open> ahead = new ConcurrentHashMap<>();
  private final ExecutorService checks =
      Executors.newFixedThreadPool(
          CHECKS,
          work -> {
            var thread = new Thread(work, "cacheferry-check");
            thread.setDaemon(true);
            return thread;
          });

  EntryUpload(ActionsCache service, CreationLimit limit, Arrival arrival) {
    this.service = service;
    this.limit = limit;
    this.taken = new TakenBlobs(arrival);
  }

  /** Takes the blob's key now; {@link #put} goes on from there. */
  Reservation reserveAhead(Descriptor blob) throws IOException {
    Reservation reservation =
        reserve(BuildKitKeys.blob(blob.digest()), BuildKitKeys.VERSION, blob.size());
    if (reservation instanceof Reservation.Open open) {
      ahead.put(blob.digest(), open);
    }
    return reservation;
  }

  /**
   * Makes the blob's entry, unless its key is taken: whether that entry comes to be is known from
   * {@link #unfinished}.
   */
  Put put(BlobSource source, ByteCount progress) throws IOException {
    Descriptor blob = source.descriptor();
    String key = BuildKitKeys.blob(blob.digest());
    Reservation reservation = ahead.remove(blob.digest());
    if (reservation == null) {
      reservation = reserve(key, BuildKitKeys.VERSION, blob.size());
    }
    if (reservation instanceof Reservation.Denied denied) {
      throw denied(key, denied);
    }
    if (!(reservation instanceof Reservation.Open open)) {
      taken.add(blob.digest());
      return Put.PRESENT;
    }
    Optional<Path> file = source.file();
    if (blob.size() <= (file.isPresent() ? IN_MEMORY_OF_FILE : IN_MEMORY)) {
      send(open, Payload.of(bytes(source)), progress);
    } else if (file.isPresent()) {
      sendUnchecked(open, source, file.get(), progress);
    } else {
      try (SpooledBlob spool = SpooledBlob.of(source)) {
        send(open, Payload.of(spool.file().orElseThrow()), progress);
      }
    }
    return Put.COPIED;
  }

  /** Takes the key, within the limit on new entries. */
  Reservation reserve(String key, String version, long size) throws IOException {
    if (size == 0) {
      throw new CacheException.Unsupported(
          Problem.of(
              "make the entry " + key,
              service.endpoint().toString(),
              "an entry cannot be empty there"));
    }
    limit.take();
    return service.reserve(key, version, size);
  }

  /** Sends and finalises. */
  void send(Reservation.Open reservation, Payload payload, ByteCount progress) throws IOException {
    service.upload(reservation, payload, progress);
    service.commit(reservation, payload.size());
  }

  CacheException.Denied denied(String key, Reservation.Denied denied) {
    return new CacheException.Denied(
        new Problem(
            "make the entry " + key,
            service.endpoint().toString(),
            denied.why(),
            "Jobs that forks can start may not write the default branch's cache."));
  }

  /** Which of the blobs whose keys were taken have no entry still, after some time for others. */
  Set<Digest> unfinished() throws IOException {
    return taken.unfinished();
  }

  @Override
  public void close() {
    checks.shutdownNow();
  }

  /** Checks the file while it is sent: what is wrong with it must be known when it is finalised. */
  private void sendUnchecked(
      Reservation.Open reservation, BlobSource source, Path file, ByteCount progress)
      throws IOException {
    Future<Boolean> check = checks.submit(() -> check(source));
    try {
      service.upload(reservation, Payload.of(file), progress);
      Together.await(check);
    } finally {
      check.cancel(true);
    }
    service.commit(reservation, source.descriptor().size());
  }

  /** All bytes of a small blob, in an array that is made once. */
  private static byte[] bytes(BlobSource source) throws IOException {
    byte[] bytes = new byte[(int) source.descriptor().size()];
    try (InputStream in = source.openVerified()) {
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException(source + " ends too early");
      }
      return bytes;
    }
  }

  private static boolean check(BlobSource source) throws IOException {
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = source.openVerified()) {
      while (in.read(buffer) >= 0) {
        // reading to the end is the check
      }
    }
    return true;
  }
}
