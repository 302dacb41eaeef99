package io.github.cacheferry.serve;

import io.github.cacheferry.serve.Refusal.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The entries and the uploads of a server. Names are unique among both, an entry never changes, and
 * nothing of an upload is seen before it is finalised. Uploads do not outlive the server; entries
 * do. Safe for use by many threads: its lock is held for what is in memory, not while bytes move.
 */
final class CacheStore {
  /** The directories of a server's directory, in which it deletes what is not of its making. */
  static final String ENTRIES = "entries";

  static final String UPLOADS = "uploads";

  private static final System.Logger LOG = System.getLogger(CacheStore.class.getName());

  private final EntryFiles files;
  private final Path uploadDirectory;
  private final long maxBytes;
  private final Duration idle;
  private final Clock clock;

  private final Queue<Upload> doomed = new ConcurrentLinkedQueue<>();
  private final Catalog catalog = new Catalog();
  private final Map<EntryName, Upload> uploads = new HashMap<>();
  private final Map<Long, Upload> uploadsById = new HashMap<>();
  private long nextId;
  private long nextSequence;

  private CacheStore(ActionsCacheConfig config) {
    this.files = new EntryFiles(config.directory().resolve(ENTRIES));
    this.uploadDirectory = config.directory().resolve(UPLOADS);
    this.maxBytes = config.maxBytes();
    this.idle = config.idleReservation();
    this.clock = config.clock();
  }

  /** Reads what is in the directory and deletes what is not whole. */
  static CacheStore open(ActionsCacheConfig config) throws IOException {
    var store = new CacheStore(config);
    Trees.delete(store.uploadDirectory);
    Files.createDirectories(store.uploadDirectory);
    // Ids go on from the clock, so that one is not given again after its entry has gone.
    store.nextId = store.clock.millis();
    for (EntryFiles.Found found : store.files.scan()) {
      store.catalog.add(found.entry(), found.accessed());
      store.nextId = Math.max(store.nextId, found.entry().id() + 1);
      store.nextSequence = Math.max(store.nextSequence, found.entry().sequence() + 1);
    }
    store.delete(store.catalog.evictTo(store.maxBytes));
    return store;
  }

  /**
   * The entry that a lookup finds: in each scope in turn an exact match of the first key, the
   * newest whose key begins with it, and so on with the other keys.
   */
  Optional<Entry> find(String repository, List<String> scopes, String version, List<String> keys) {
    synchronized (this) {
      for (String scope : scopes) {
        for (String key : keys) {
          var name = new EntryName(repository, scope, version, key);
          Optional<Entry> found = catalog.exact(name).or(() -> catalog.newest(name));
          if (found.isPresent()) {
            return catalog.use(found.get().id(), clock.instant());
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Opens the data of the entry with this id; empty if there is no such entry. */
  Optional<OpenEntry> read(long id) throws StorageFailure {
    Optional<Entry> entry;
    synchronized (this) {
      entry = catalog.use(id, clock.instant());
    }
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    try {
      files.touch(entry.get(), clock.instant());
      return Optional.of(new OpenEntry(entry.get(), files.open(entry.get())));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // evicted just now
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  /** An entry and its data, which the caller closes. */
  record OpenEntry(Entry entry, FileChannel data) {}

  /** Reserves a name, or fails if it is taken. */
  Upload reserve(EntryName name) throws IOException {
    Upload upload;
    Optional<Upload> dead;
    synchronized (this) {
      dead = Optional.ofNullable(uploads.get(name)).filter(each -> each.isIdle(idle));
      dead.ifPresent(this::forget);
      if (uploads.containsKey(name) || catalog.exact(name).isPresent()) {
        throw new Refusal(
            Reason.TAKEN, "cache entry with the same key, version, and scope already exists");
      }
      long id = nextId++;
      upload = new Upload(id, name, uploadDirectory.resolve(Long.toString(id)), clock);
      uploads.put(name, upload);
      uploadsById.put(id, upload);
    }
    try {
      upload.begin();
    } catch (StorageFailure e) {
      abandon(upload);
      throw e;
    }
    dead.ifPresent(this::discard);
    return upload;
  }

  private void forget(Upload upload) {
    uploads.remove(upload.name());
    uploadsById.remove(upload.id());
  }

  /** Gives up an upload with all that came for it; its name is free again. */
  void abandon(Upload upload) {
    synchronized (this) {
      forget(upload);
    }
    discard(upload);
  }

  /** Deletes what came for an upload that nobody finds any more, now or at the next sweep. */
  private void discard(Upload upload) {
    try {
      upload.discard();
    } catch (StorageFailure e) {
      // A writer that had not noticed yet may have made a file in between.
      LOG.log(System.Logger.Level.DEBUG, "an upload is not deleted yet", e);
      doomed.add(upload);
    }
  }

  synchronized Optional<Upload> upload(long id) {
    return Optional.ofNullable(uploadsById.get(id));
  }

  private synchronized Optional<Upload> upload(EntryName name) {
    return Optional.ofNullable(uploads.get(name));
  }

  private synchronized Optional<Entry> entry(EntryName name) {
    return catalog.exact(name);
  }

  /** The name of the upload or entry with this id. */
  synchronized Optional<EntryName> name(long id) {
    return Optional.ofNullable(uploadsById.get(id))
        .map(Upload::name)
        .or(() -> catalog.byId(id).map(Entry::name));
  }

  /**
   * Makes an entry of an upload. Asked again for an entry of the same size, it says the same again,
   * since clients repeat a request whose answer they lost.
   */
  Entry finalise(EntryName name, long size) throws IOException {
    Optional<Upload> upload = upload(name);
    if (upload.isPresent()) {
      synchronized (upload.get()) {
        if (!upload.get().isClosed()) {
          return complete(upload.get(), size);
        }
      }
    }
    return entry(name)
        .filter(entry -> entry.size() == size)
        .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "cache entry not found"));
  }

  private Entry complete(Upload upload, long size) throws IOException {
    if (size > maxBytes) {
      abandon(upload);
      throw new Refusal(
          Reason.INVALID, "the entry is larger than the server keeps at most: " + maxBytes);
    }
    boolean done = false;
    try {
      upload.finish(size, files.data(upload.id()));
      Entry entry = announce(upload, size);
      done = true;
      return entry;
    } finally {
      if (!done && upload.isClosed()) {
        abandon(upload);
        files.delete(upload.id());
      }
    }
  }

  private Entry announce(Upload upload, long size) throws IOException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long sequence;
    synchronized (this) {
      sequence = nextSequence++;
    }
    var entry = new Entry(upload.id(), upload.name(), size, sequence, now);
    files.publish(entry);
    List<Entry> victims;
    synchronized (this) {
      if (uploadsById.get(upload.id()) != upload) {
        throw new Refusal(Reason.NOT_FOUND, "cache entry not found: its reservation has expired");
      }
      forget(upload);
      catalog.add(entry, now);
      victims = catalog.evictTo(maxBytes);
    }
    delete(victims);
    return entry;
  }

  private void delete(List<Entry> victims) throws StorageFailure {
    for (Entry victim : victims) {
      files.delete(victim.id());
    }
  }

  /** Gives up the uploads that have rested too long. */
  void sweep() {
    var dead = new ArrayList<Upload>();
    synchronized (this) {
      uploads.values().stream().filter(each -> each.isIdle(idle)).forEach(dead::add);
      dead.forEach(this::forget);
    }
    for (Upload again = doomed.poll(); again != null; again = doomed.poll()) {
      dead.add(again);
    }
    dead.forEach(this::discard);
  }

  /** All entries, the least recently used first. */
  synchronized List<Catalog.Used> entries() {
    return catalog.all();
  }

  long maxBytes() {
    return maxBytes;
  }
}
