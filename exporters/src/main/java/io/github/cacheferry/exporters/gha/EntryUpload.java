package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.CreationLimit;
import io.github.cacheferry.actions.Payload;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.SpooledBlob;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes entries: reserves a key, sends the payload, finalises. The service checks no digest, so we
 * do.
 */
final class EntryUpload {
  /** Blobs up to this size are held in memory, others are sent from a file. */
  private static final long IN_MEMORY = 4L << 20;

  /** How long another job may take to finish the blob that it has begun. */
  private static final Duration OTHERS = Duration.ofSeconds(30);

  private static final Duration STEP = Duration.ofMillis(500);

  private final ActionsCache service;
  private final CreationLimit limit;
  private final RunContext context;
  private final Pace pace;

  EntryUpload(ActionsCache service, CreationLimit limit, RunContext context) {
    this.service = service;
    this.limit = limit;
    this.context = context;
    this.pace = Pace.real(context.cancellation());
  }

  /** Makes the blob's entry, or makes sure that another job made it. */
  Put put(BlobSource source, ByteCount progress) throws IOException {
    Descriptor blob = source.descriptor();
    String key = BuildKitKeys.blob(blob.digest());
    Reservation reservation = reserve(key, blob.size());
    if (reservation instanceof Reservation.Denied denied) {
      throw denied(key, denied);
    }
    if (!(reservation instanceof Reservation.Open open)) {
      awaitOther(key);
      return Put.PRESENT;
    }
    Optional<Path> file = source.file();
    if (file.isPresent()) {
      check(source);
      send(open, Payload.of(file.get()), progress);
    } else if (blob.size() <= IN_MEMORY) {
      try (InputStream in = source.openVerified()) {
        send(open, Payload.of(in.readAllBytes()), progress);
      }
    } else {
      try (SpooledBlob spool = SpooledBlob.of(source)) {
        send(open, Payload.of(spool.file().orElseThrow()), progress);
      }
    }
    return Put.COPIED;
  }

  /** Takes the key, within the limit on new entries. */
  Reservation reserve(String key, long size) throws IOException {
    limit.take();
    return service.reserve(key, BuildKitKeys.VERSION, size);
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

  private static void check(BlobSource source) throws IOException {
    byte[] buffer = new byte[128 * 1024];
    try (InputStream in = source.openVerified()) {
      while (in.read(buffer) >= 0) {
        // reading to the end is the check
      }
    }
  }

  /** The key is taken: the index may name the blob only once its entry can be read. */
  private void awaitOther(String key) throws IOException {
    for (Duration waited = Duration.ZERO;
        waited.compareTo(OTHERS) < 0;
        waited = waited.plus(STEP)) {
      if (service.find(key, BuildKitKeys.VERSION).filter(e -> e.key().equals(key)).isPresent()) {
        return;
      }
      sleep(key);
    }
    throw new CacheException.Unavailable(
        new Problem(
            "make the entry " + key,
            service.endpoint().toString(),
            "another job has reserved it and not finished",
            "If that job died, GitHub frees the key after a day."));
  }

  private void sleep(String key) throws IOException {
    context.cancellation().check("wait for " + key);
    try {
      pace.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw io.github.cacheferry.cache.Cancellation.cancelled(
          "wait for " + key, io.github.cacheferry.cache.Cancellation.Reason.INTERRUPTED);
    }
  }
}
