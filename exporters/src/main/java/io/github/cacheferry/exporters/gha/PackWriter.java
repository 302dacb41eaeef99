package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.ActionsCache;
import io.github.cacheferry.actions.Arrival;
import io.github.cacheferry.actions.PackIndex;
import io.github.cacheferry.actions.PackKeys;
import io.github.cacheferry.actions.Payload;
import io.github.cacheferry.actions.Reservation;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills packs and stores each when it is full. A blob that was added is stored only after {@link
 * #finish}. Safe for use by many threads.
 */
final class PackWriter implements AutoCloseable {
  /** How long another job may take to finish a pack of just these bytes. */
  private static final Duration OTHERS = Duration.ofSeconds(3);

  private final ActionsCache service;
  private final EntryUpload upload;
  private final Arrival arrival;
  private final List<PackIndex.Pack> stored = new ArrayList<>();
  private @Nullable PackFile open;

  PackWriter(GhaSession session) {
    this.service = session.service();
    this.upload = session.upload();
    this.arrival = session.arrival();
  }

  /** Puts the blob into a pack; the thread that finds it full stores it. */
  void add(Digest blob, byte[] bytes) throws IOException {
    Optional<PackFile> full = append(blob, bytes);
    if (full.isPresent()) {
      store(full.get());
    }
  }

  /** Stores what is left, and returns all packs that were stored. */
  List<PackIndex.Pack> finish() throws IOException {
    Optional<PackFile> last = take();
    if (last.isPresent()) {
      store(last.get());
    }
    synchronized (this) {
      return List.copyOf(stored);
    }
  }

  /** The blobs in packs that were stored; no index may name them yet. */
  synchronized Set<Digest> stored() {
    var blobs = new HashSet<Digest>();
    stored.forEach(pack -> pack.blobs().forEach(piece -> blobs.add(piece.digest())));
    return blobs;
  }

  @Override
  public void close() throws IOException {
    Optional<PackFile> last = take();
    if (last.isPresent()) {
      last.get().close();
    }
  }

  private synchronized Optional<PackFile> append(Digest blob, byte[] bytes) throws IOException {
    Optional<PackFile> full = Optional.empty();
    PackFile pack = open;
    if (pack != null && !pack.fits(bytes.length)) {
      full = Optional.of(pack);
      pack = null;
    }
    if (pack == null) {
      pack = new PackFile();
      open = pack;
    }
    pack.add(blob, bytes);
    return full;
  }

  private synchronized Optional<PackFile> take() {
    Optional<PackFile> taken = Optional.ofNullable(open);
    open = null;
    return taken;
  }

  private void store(PackFile file) throws IOException {
    try (file) {
      PackIndex.Pack pack = storeOnce(file);
      synchronized (this) {
        stored.add(pack);
      }
    }
  }

  /** A key that is taken and comes to nothing is left alone: the pack gets another one. */
  private PackIndex.Pack storeOnce(PackFile file) throws IOException {
    for (int tries = 0; tries < PackFile.MOST_PADDING; tries++) {
      PackIndex.Pack pack = file.sealed();
      Reservation reservation = upload.reserve(pack.key(), PackKeys.VERSION, pack.size());
      if (reservation instanceof Reservation.Denied denied) {
        throw upload.denied(pack.key(), denied);
      }
      if (reservation instanceof Reservation.Open begun) {
        upload.send(begun, Payload.of(file.file()), bytes -> {});
        return pack;
      }
      if (arrival.await(pack.key(), PackKeys.VERSION, OTHERS)) {
        return pack;
      }
      file.pad();
    }
    throw new CacheException.Unavailable(
        Problem.of(
            "store a pack", service.endpoint().toString(), "all keys for it are reserved already"));
  }
}
