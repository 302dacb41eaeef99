package io.github.cacheferry.exporters.registry;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.registry.RegistryClient;
import io.github.cacheferry.registry.RegistryReference;
import io.github.cacheferry.spec.ManifestOptions;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a cache to a tag of a repository with few requests: what the tag's present manifest names
 * is there; large blobs are asked for, all at once; small ones are simply put, which is one request
 * where the registry has them.
 */
public final class RegistryExporter implements CacheExporter {
  /** Putting a smaller blob that is there costs as much as asking for it. */
  private static final long WORTH_ASKING = 1 << 20;

  /** Many times what lies between looking at a tag and writing it, also on a busy machine. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  private final RegistryClient client;
  private final ManifestOptions options;
  private final TransferListener listener;
  private @Nullable InBackground<TargetState> target;
  private @Nullable InBackground<Put> config;
  private @Nullable CacheDocuments documents;
  private Optional<Descriptor> smallestMissing = Optional.empty();

  private RegistryExporter(
      RegistryClient client, ManifestOptions options, TransferListener listener) {
    this.client = client;
    this.options = options;
    this.listener = listener;
  }

  /** The attributes of {@code type=registry} where a cache is written. */
  public static SpecSchema schema() {
    return ManifestOptions.addTo(
        SpecSchema.of("registry").required("ref").flag("registry.insecure"));
  }

  /**
   * An exporter to the tag that the spec names; nothing is asked yet.
   *
   * @throws CacheException.Usage if the reference makes no sense or names a digest
   */
  public static CacheExporter open(SpecValues values, RunContext context) throws IOException {
    RegistryReference reference = RegistryReference.parse(values.require("ref"));
    if (reference.digest().isPresent()) {
      throw new CacheException.Usage(
          new Problem(
              "write to " + reference,
              "",
              "a digest cannot be written to",
              "Name a tag, as in " + reference.host() + "/" + reference.repository() + ":cache."));
    }
    var options = ManifestOptions.of(values);
    boolean insecure = values.isTrue("registry.insecure");
    var client = RegistryClient.open(reference, RegistryClient.Use.PUSH, insecure, context);
    return new RegistryExporter(client, options, context.listener());
  }

  @Override
  public String describe() {
    return "registry " + client.reference();
  }

  @Override
  public void expect() {
    var unused = asked();
  }

  @Override
  public boolean holds(Cache cache) throws IOException {
    CacheDocuments wanted = CacheDocuments.of(cache, options.shape());
    documents = wanted;
    return target().is(wanted);
  }

  @Override
  public List<Contribution> recorded() throws IOException {
    return target().parsed().map(CacheDocuments::contributions).orElse(List.of());
  }

  @Override
  public Set<Digest> missing(Collection<Descriptor> blobs) throws IOException {
    var missing = new HashSet<Digest>();
    var unsure = new ArrayList<Descriptor>();
    for (Descriptor blob : blobs) {
      if (target().names(blob.digest())) {
        continue;
      }
      missing.add(blob.digest());
      if (blob.size() > WORTH_ASKING) {
        unsure.add(blob);
      }
    }
    Set<Digest> absent = client.absent(unsure);
    unsure.stream()
        .map(Descriptor::digest)
        .filter(digest -> !absent.contains(digest))
        .forEach(missing::remove);
    smallestMissing =
        blobs.stream()
            .filter(blob -> missing.contains(blob.digest()))
            .min(Comparator.comparingLong(Descriptor::size));
    return missing;
  }

  /**
   * Asks with the smallest blob that is to be put: what is begun for it is not mounted from another
   * repository later. If the answer is yes, the config begins to move: it takes as many round trips
   * as a blob, and would otherwise move alone at the end.
   */
  @Override
  public WriteAccess access() throws IOException {
    if (smallestMissing.isEmpty()) {
      return new WriteAccess.Unknown();
    }
    WriteAccess access = client.access(smallestMissing.get());
    CacheDocuments known = documents;
    if (known != null && access instanceof WriteAccess.Writable && isNew(known.config())) {
      config = InBackground.begin("cacheferry-config", () -> push(known.config()));
    }
    return access;
  }

  /** Begins an upload, of nothing, which closing gives up. */
  @Override
  public WriteAccess prospect() throws IOException {
    return client.access(Descriptor.of("", Digest.of(new byte[0]), 0));
  }

  @Override
  public Put put(BlobSource source, ByteCount progress) throws IOException {
    return client.push(source, progress);
  }

  @Override
  public Published publish(Cache cache) throws IOException {
    CacheDocuments wanted = documents(cache);
    putConfig(wanted);
    return new Published(write(wanted), client.reference().toString());
  }

  /**
   * Registries cannot compare and swap: this looks just before it writes, and a job that looked at
   * the same moment may replace what it wrote. What it sees is what the next try begins with.
   */
  @Override
  public Optional<Published> publishAfter(Optional<String> seen, Cache cache) throws IOException {
    CacheDocuments wanted = documents(cache);
    putConfig(wanted);
    Optional<RawDocument> now = client.manifest();
    if (!now.map(manifest -> manifest.descriptor().digest().toString()).equals(seen)) {
      know(TargetState.of(now, client));
      return Optional.empty();
    }
    var published = new Published(write(wanted), client.reference().toString());
    know(TargetState.of(Optional.of(wanted.manifest()), client));
    return Optional.of(published);
  }

  @Override
  public Duration settling() {
    return SETTLING;
  }

  @Override
  public Optional<ManifestShape> shape(Cache cache) {
    return Optional.of(options.shape().orElse(cache.shape()));
  }

  private void putConfig(CacheDocuments wanted) throws IOException {
    InBackground<Put> begun = config;
    config = null;
    if (begun != null && wanted.equals(documents)) {
      begun.await();
    } else if (isNew(wanted.config())) {
      push(wanted.config());
    }
  }

  private boolean isNew(RawDocument document) throws IOException {
    return !target().names(document.descriptor().digest());
  }

  private Put push(RawDocument document) throws IOException {
    return client.push(new DocumentSource(document, describe()), bytes -> {});
  }

  private CacheDocuments documents(Cache cache) {
    CacheDocuments wanted = CacheDocuments.of(cache, options.shape());
    wanted.tooLarge().ifPresent(listener::warned);
    return wanted;
  }

  private Digest write(CacheDocuments documents) throws IOException {
    try {
      return client.publish(documents.manifest());
    } catch (CacheException.NotFound e) {
      // What the old manifest names is not there: the next missing() asks for all of it.
      know(TargetState.unknown());
      throw e;
    }
  }

  private synchronized void know(TargetState state) {
    target = InBackground.begin("cacheferry-target", () -> state);
  }

  @Override
  public Optional<String> credentials() {
    return client.credentials();
  }

  @Override
  public void close() {
    client.close();
  }

  private TargetState target() throws IOException {
    return asked().await();
  }

  private synchronized InBackground<TargetState> asked() {
    InBackground<TargetState> known = target;
    if (known == null) {
      known = InBackground.begin("cacheferry-target", () -> TargetState.read(client));
      target = known;
    }
    return known;
  }
}
