package io.github.cacheferry.testing;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.json.ManifestJson;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A backend in memory that reads and writes, counts what it is asked, and fails where it is told
 * to.
 */
public final class MemoryStore implements CacheImporter, CacheExporter {
  private static final Pattern FIRST_MANIFEST =
      Pattern.compile("\"mediaType\":\"([^\"]+)\",\"digest\":\"sha256:([0-9a-f]{64})\"");

  private final String name;
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  private final List<Digest> opened = new CopyOnWriteArrayList<>();
  private final Set<Digest> refused = ConcurrentHashMap.newKeySet();
  private WriteAccess access = new WriteAccess.Writable();
  private volatile boolean believing;
  private volatile Optional<RawDocument> manifest = Optional.empty();
  private volatile Duration settling = Duration.ZERO;
  private volatile Runnable beforeLook = () -> {};

  /** An empty store. */
  public MemoryStore(String name) {
    this.name = name;
  }

  /** A store that holds the fixture's first cache. */
  public static MemoryStore holding(String fixture) throws IOException {
    var store = new MemoryStore(fixture);
    Path dir = Files.createTempDirectory("fixture");
    try {
      store.fill(Fixtures.copy(fixture, dir));
    } finally {
      Fixtures.delete(dir);
    }
    return store;
  }

  private void fill(Path layout) throws IOException {
    try (Stream<Path> files = Files.list(layout.resolve("blobs/sha256"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        blobs.put(new Digest(file.getFileName().toString()), Files.readAllBytes(file));
      }
    }
    String index = Files.readString(layout.resolve("index.json"), StandardCharsets.UTF_8);
    Matcher first = FIRST_MANIFEST.matcher(index);
    if (!first.find()) {
      throw new IOException("no manifest in " + index);
    }
    manifest = Optional.of(RawDocument.of(first.group(1), blobs.get(new Digest(first.group(2)))));
  }

  /** Replaces or adds bytes under a digest that need not be theirs. */
  public void overwrite(Digest digest, byte[] bytes) {
    blobs.put(digest, bytes);
  }

  /** Forgets a blob. */
  public void forget(Digest digest) {
    blobs.remove(digest);
  }

  /** Makes every put of the blob fail. */
  public void refuse(Digest digest) {
    refused.add(digest);
  }

  /** Makes the store read-only. */
  public void setReadOnly(String why) {
    access = new WriteAccess.ReadOnly(why);
  }

  /** Makes the store one that cannot look and write in one step. */
  public void settleFor(Duration time) {
    settling = time;
  }

  /** Has this run each time just before the store looks whether it may publish. */
  public void beforeLook(Runnable what) {
    beforeLook = what;
  }

  /** Makes the store believe, until it publishes, that it holds all that anybody asks for. */
  public void believeAllIsThere() {
    believing = true;
  }

  /** The blobs that were opened for reading, in order, repeated as often as they were. */
  public List<Digest> opened() {
    return opened;
  }

  /** The bytes that the store holds. */
  public Map<Digest, byte[]> blobs() {
    return blobs;
  }

  /** What the store names as its cache. */
  public Optional<RawDocument> manifest() {
    return manifest;
  }

  @Override
  public String describe() {
    return "memory " + name;
  }

  @Override
  public Optional<Cache> load() throws IOException {
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(CacheDocuments.read(manifest.get(), config -> bytes(config), describe()));
  }

  @Override
  public BlobSource open(Descriptor blob) {
    return new BlobSource() {
      @Override
      public Descriptor descriptor() {
        return blob;
      }

      @Override
      public InputStream open(long offset, long length) throws IOException {
        opened.add(blob.digest());
        byte[] bytes = bytes(blob);
        return new ByteArrayInputStream(bytes, (int) offset, bytes.length);
      }
    };
  }

  @Override
  public Set<Digest> absent(Collection<Descriptor> wanted) {
    return wanted.stream()
        .map(Descriptor::digest)
        .filter(digest -> !blobs.containsKey(digest))
        .collect(Collectors.toSet());
  }

  @Override
  public boolean holds(Cache cache) throws CacheException {
    CacheDocuments wanted = CacheDocuments.of(cache, Optional.empty());
    if (manifest.isEmpty() || !absent(cache.blobs().values()).isEmpty()) {
      return false;
    }
    return manifest.get().equals(wanted.manifest())
        || wanted.repeats(ManifestJson.parse(manifest.get().bytes(), describe()));
  }

  @Override
  public Set<Digest> missing(Collection<Descriptor> wanted) {
    return believing ? Set.of() : absent(wanted);
  }

  @Override
  public WriteAccess access() {
    return access;
  }

  @Override
  public Put put(BlobSource source, ByteCount progress) throws IOException {
    Digest digest = source.descriptor().digest();
    if (refused.contains(digest)) {
      throw new CacheException.Unavailable(Problem.of("put " + digest, describe(), "refused"));
    }
    try (InputStream in = source.openVerified()) {
      byte[] bytes = in.readAllBytes();
      progress.moved(bytes.length);
      blobs.put(digest, bytes);
    }
    return Put.COPIED;
  }

  @Override
  public Published publish(Cache cache) throws CacheException {
    believing = false;
    if (!absent(cache.blobs().values()).isEmpty()) {
      throw new CacheException.NotFound(Problem.of("publish", describe(), "a blob is not there"));
    }
    CacheDocuments documents = CacheDocuments.of(cache, Optional.empty());
    blobs.put(documents.config().descriptor().digest(), documents.config().bytes());
    blobs.put(documents.manifest().descriptor().digest(), documents.manifest().bytes());
    manifest = Optional.of(documents.manifest());
    return new Published(documents.manifest().descriptor().digest(), describe());
  }

  @Override
  public Optional<Published> publishAfter(Optional<String> seen, Cache cache)
      throws CacheException {
    beforeLook.run();
    return publishNow(seen, cache);
  }

  @Override
  public Duration settling() {
    return settling;
  }

  private synchronized Optional<Published> publishNow(Optional<String> seen, Cache cache)
      throws CacheException {
    return manifest.map(named -> named.descriptor().digest().toString()).equals(seen)
        ? Optional.of(publish(cache))
        : Optional.empty();
  }

  @Override
  public Optional<String> credentials() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // nothing is held open
  }

  private byte[] bytes(Descriptor blob) throws CacheException {
    byte[] bytes = blobs.get(blob.digest());
    if (bytes == null) {
      throw new CacheException.NotFound(
          Problem.of("read " + blob.digest(), describe(), "it is not there"));
    }
    return bytes;
  }
}
