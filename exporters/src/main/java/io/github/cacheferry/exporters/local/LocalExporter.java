package io.github.cacheferry.exporters.local;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.layout.BlobWriter;
import io.github.cacheferry.layout.IndexEntry;
import io.github.cacheferry.layout.LayoutIndex;
import io.github.cacheferry.layout.LayoutWriter;
import io.github.cacheferry.layout.OciLayout;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.ManifestOptions;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes a cache to an OCI layout directory. Nothing is created there before it is asked for. */
public final class LocalExporter implements CacheExporter {
  private static final String DEFAULT_TAG = "latest";

  private final Path directory;
  private final String tag;
  private final boolean reset;
  private final ManifestOptions options;
  private final RunContext context;
  private final BlobCopy copy;
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

  @Override
  public boolean holds(Cache cache) throws IOException {
    Optional<OciLayout> layout = OciLayout.find(directory);
    if (layout.isEmpty()) {
      return false;
    }
    Optional<LayoutIndex> index = layout.get().index(context.cancellation());
    CacheDocuments documents = documents(cache);
    Optional<Digest> named =
        index
            .flatMap(entries -> entries.find(tag))
            .flatMap(IndexEntry::descriptor)
            .map(Descriptor::digest);
    if (!named.equals(Optional.of(documents.manifest().descriptor().digest()))) {
      return false;
    }
    for (Descriptor needed : needed(cache, documents)) {
      if (!layout.get().has(needed)) {
        return false;
      }
    }
    return true;
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
    CacheDocuments documents = documents(cache);
    documents.tooLarge().ifPresent(context.listener()::warned);
    Descriptor manifest = documents.manifest().descriptor();
    LayoutWriter target = writer();
    target.write(documents.config().descriptor(), documents.config().bytes());
    target.write(manifest, documents.manifest().bytes());
    target.publish(tag, manifest, needed(cache, documents), reset);
    return new Published(manifest.digest(), reference());
  }

  @Override
  public void close() {
    copy.close();
  }

  private CacheDocuments documents(Cache cache) {
    return CacheDocuments.of(cache, options.shape());
  }

  private static List<Descriptor> needed(Cache cache, CacheDocuments documents) {
    var needed = new ArrayList<>(cache.blobs().values());
    needed.add(documents.config().descriptor());
    needed.add(documents.manifest().descriptor());
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
