package io.github.cacheferry.exporters.local;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.json.ManifestJson;
import io.github.cacheferry.layout.BlobWriter;
import io.github.cacheferry.layout.IndexEntry;
import io.github.cacheferry.layout.LayoutWriter;
import io.github.cacheferry.layout.OciLayout;
import io.github.cacheferry.model.CacheManifest;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.spec.ManifestOptions;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Writes a cache to an OCI layout directory. Nothing is created there before it is asked for. */
public final class LocalExporter implements CacheExporter {
  private static final String DEFAULT_TAG = "latest";

  private final Path directory;
  private final String tag;
  private final boolean reset;
  private final ManifestOptions options;
  private final RunContext context;
  private final BlobCopy copy;
  private final Set<Digest> unreadable = ConcurrentHashMap.newKeySet();
  private Optional<LayoutWriter> writer = Optional.empty();

  private LocalExporter(
      Path directory,
      String tag,
      boolean reset,
      ManifestOptions options,
      RunContext context,
      long large) {
    this.directory = directory;
    this.tag = tag;
    this.reset = reset;
    this.options = options;
    this.context = context;
    this.copy = new BlobCopy(context.cancellation(), large);
  }

  /** The attributes of {@code type=local} where a cache is written. */
  public static SpecSchema schema() {
    return ManifestOptions.addTo(SpecSchema.of("local").required("dest").text("tag").flag("reset"));
  }

  /**
   * An exporter to the directory that the attributes name; does no I/O.
   *
   * @throws CacheException.Usage if the attributes contradict each other
   */
  public static CacheExporter open(SpecValues values, RunContext context) throws CacheException {
    return open(values, context, BlobCopy.LARGE);
  }

  /** The same, with blobs of this size counting as large. */
  static CacheExporter open(SpecValues values, RunContext context, long large)
      throws CacheException {
    return new LocalExporter(
        context.workingDirectory().resolve(values.require("dest")),
        values.text("tag").orElse(DEFAULT_TAG),
        values.isTrue("reset"),
        ManifestOptions.of(values),
        context,
        large);
  }

  @Override
  public String describe() {
    return "local " + reference();
  }

  /** Remembers one that it cannot read: that one is to be written again. */
  @Override
  public Optional<byte[]> document(Descriptor document) throws IOException {
    Optional<OciLayout> layout = OciLayout.find(directory);
    if (layout.isEmpty() || !layout.get().has(document)) {
      return Optional.empty();
    }
    try {
      return Optional.of(layout.get().read(document, CacheDocuments.CONFIG_LIMIT));
    } catch (CacheException e) {
      unreadable.add(document.digest());
      return Optional.empty();
    }
  }

  @Override
  public boolean holds(Cache cache) throws IOException {
    Optional<OciLayout> layout = OciLayout.find(directory);
    if (layout.isEmpty()) {
      return false;
    }
    Optional<Descriptor> named = named(layout.get());
    CacheDocuments documents = documents(cache);
    if (named.isEmpty() || !says(layout.get(), named.get(), documents)) {
      return false;
    }
    for (Descriptor needed : needed(cache, documents.config().descriptor())) {
      if (unreadable.contains(needed.digest()) || !layout.get().has(needed)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Contribution> recorded() throws IOException {
    Optional<OciLayout> layout = OciLayout.find(directory);
    Optional<Descriptor> named = layout.isPresent() ? named(layout.get()) : Optional.empty();
    return named.isPresent()
        ? parse(layout.get(), named.get()).map(CacheDocuments::contributions).orElse(List.of())
        : List.of();
  }

  /** The manifest that the tag names, if the directory holds it. */
  private Optional<Descriptor> named(OciLayout layout) throws CacheException {
    Optional<Descriptor> named =
        layout
            .index(context.cancellation())
            .flatMap(entries -> entries.find(tag))
            .flatMap(IndexEntry::descriptor);
    return named.isPresent() ? layout.describe(named.get().digest()) : Optional.empty();
  }

  /** Whether the manifest is this one, or says the same but for when. */
  private boolean says(OciLayout layout, Descriptor manifest, CacheDocuments documents)
      throws CacheException {
    return manifest.digest().equals(documents.manifest().descriptor().digest())
        || parse(layout, manifest).filter(documents::repeats).isPresent();
  }

  /** The manifest, if it is a cache's; any other may be replaced. */
  private Optional<CacheManifest> parse(OciLayout layout, Descriptor manifest)
      throws CacheException {
    try {
      byte[] bytes = layout.read(manifest, CacheDocuments.MANIFEST_LIMIT);
      return Optional.of(ManifestJson.parse(bytes, describe()));
    } catch (CacheException.Corrupt | CacheException.Unsupported e) {
      return Optional.empty();
    }
  }

  @Override
  public Set<Digest> missing(Collection<Descriptor> blobs) throws IOException {
    Optional<OciLayout> layout = OciLayout.find(directory);
    var missing = new LinkedHashSet<Digest>();
    for (Descriptor blob : blobs) {
      if (layout.isEmpty() || !layout.get().has(blob)) {
        missing.add(blob.digest());
      }
    }
    return missing;
  }

  @Override
  public WriteAccess access() throws IOException {
    try {
      writer();
      return new WriteAccess.Writable();
    } catch (CacheException.Denied e) {
      return new WriteAccess.ReadOnly(e.problem().reason());
    }
  }

  /** Whether the directory, or the nearest one above that exists, takes files. */
  @Override
  public WriteAccess prospect() {
    Path existing = directory.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return Files.isDirectory(existing) && Files.isWritable(existing)
        ? new WriteAccess.Writable()
        : new WriteAccess.ReadOnly(existing + " is no directory that may be written");
  }

  @Override
  public Put put(BlobSource source, ByteCount progress) throws IOException {
    Descriptor blob = source.descriptor();
    context.cancellation().check("copy " + blob.digest());
    LayoutWriter target = writer();
    if (target.layout().has(blob)) {
      return Put.PRESENT;
    }
    Optional<Path> file = source.file();
    if (file.isPresent() && target.link(file.get(), blob)) {
      return Put.LINKED;
    }
    try (BlobWriter to = target.write(blob)) {
      copy.copy(source, to, progress);
      to.commit();
    }
    return Put.COPIED;
  }

  @Override
  public Published publish(Cache cache) throws IOException {
    return publish(cache, before -> true).orElseThrow();
  }

  @Override
  public Optional<Published> publishAfter(Optional<String> seen, Cache cache) throws IOException {
    return publish(cache, before -> before.map(Digest::toString).equals(seen));
  }

  private Optional<Published> publish(Cache cache, Predicate<Optional<Digest>> wanted)
      throws IOException {
    CacheDocuments documents = documents(cache);
    documents.tooLarge().ifPresent(context.listener()::warned);
    Descriptor manifest = documents.manifest().descriptor();
    LayoutWriter target = writer();
    target.write(documents.config().descriptor(), documents.config().bytes());
    target.write(manifest, documents.manifest().bytes());
    List<Descriptor> needed = needed(cache, documents.config().descriptor(), manifest);
    return target.publish(tag, manifest, needed, reset, wanted)
        ? Optional.of(new Published(manifest.digest(), reference()))
        : Optional.empty();
  }

  @Override
  public Optional<ManifestShape> shape(Cache cache) {
    return Optional.of(options.shape().orElse(cache.shape()));
  }

  @Override
  public void close() {
    copy.close();
  }

  private CacheDocuments documents(Cache cache) {
    return CacheDocuments.of(cache, options.shape());
  }

  private static List<Descriptor> needed(Cache cache, Descriptor... documents) {
    var needed = new ArrayList<>(cache.blobs().values());
    Collections.addAll(needed, documents);
    return needed;
  }

  private synchronized LayoutWriter writer() throws CacheException {
    if (writer.isEmpty()) {
      writer = Optional.of(LayoutWriter.create(directory, context));
    }
    return writer.get();
  }

  private String reference() {
    return directory + ":" + tag;
  }
}
