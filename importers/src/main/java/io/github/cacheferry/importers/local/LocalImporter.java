package io.github.cacheferry.importers.local;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.layout.OciLayout;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.spec.SpecValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Reads a cache from an OCI layout directory. It never writes there, nor creates it. */
public final class LocalImporter implements CacheImporter {
  private final Path directory;
  private final Selection selection;
  private final RunContext context;

  private LocalImporter(Path directory, Selection selection, RunContext context) {
    this.directory = directory;
    this.selection = selection;
    this.context = context;
  }

  /** The attributes of {@code type=local} where a cache is read. */
  public static SpecSchema schema() {
    return SpecSchema.of("local").required("src").text("tag", "digest");
  }

  /**
   * An importer of the cache that the attributes name; does no I/O.
   *
   * @throws CacheException.Usage if {@code digest} is none
   */
  public static CacheImporter open(SpecValues values, RunContext context) throws CacheException {
    return new LocalImporter(
        context.workingDirectory().resolve(values.require("src")), Selection.of(values), context);
  }

  @Override
  public String describe() {
    return "local " + directory + selection.suffix();
  }

  @Override
  public Optional<Cache> load() throws IOException {
    Optional<OciLayout> layout = OciLayout.find(directory);
    if (layout.isEmpty()) {
      return Optional.empty();
    }
    Optional<Descriptor> selected =
        selection.find(layout.get(), describe(), context.cancellation());
    if (selected.isEmpty()) {
      return Optional.empty();
    }
    Optional<RawDocument> manifest = manifest(layout.get(), selected.get());
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        CacheDocuments.read(manifest.get(), config -> config(layout.get(), config), describe()));
  }

  @Override
  public BlobSource open(Descriptor blob) {
    return new LocalBlob(directory, blob, describe());
  }

  @Override
  public Set<Digest> absent(Collection<Descriptor> blobs) throws IOException {
    Optional<OciLayout> layout = OciLayout.find(directory);
    var absent = new LinkedHashSet<Digest>();
    for (Descriptor blob : blobs) {
      if (layout.isEmpty() || !layout.get().has(blob)) {
        absent.add(blob.digest());
      }
    }
    return absent;
  }

  @Override
  public void close() {
    // Nothing is held open.
  }

  /**
   * The manifest's bytes; empty, with a warning, if the directory does not hold them. BuildKit
   * itself writes such an index when one build exports to several directories with different
   * settings: each index then names the last one's manifest.
   */
  private Optional<RawDocument> manifest(OciLayout layout, Descriptor named) throws CacheException {
    Optional<Descriptor> stored = layout.describe(named.digest());
    if (stored.isEmpty()) {
      context
          .listener()
          .warned(
              describe()
                  + " names the manifest "
                  + named.digest()
                  + ", which is not in the directory: there is no cache to read. If one build"
                  + " exports to several directories, give all of them the same options; then"
                  + " export again.");
      return Optional.empty();
    }
    byte[] bytes = layout.read(stored.get(), CacheDocuments.MANIFEST_LIMIT);
    return Optional.of(new RawDocument(stored.get().withMediaType(named.mediaType()), bytes));
  }

  private byte[] config(OciLayout layout, Descriptor config) throws CacheException {
    if (!layout.has(config)) {
      throw new CacheException.Corrupt(
          new Problem(
              "read the cache config",
              describe(),
              "the manifest names "
                  + config.digest()
                  + ", which is not in the directory with its "
                  + config.size()
                  + " bytes",
              "Export the cache again."));
    }
    return layout.read(config, CacheDocuments.CONFIG_LIMIT);
  }
}
