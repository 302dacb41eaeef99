package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Writes to an OCI layout: blobs first, by as many threads and processes as like, then {@link
 * #publish}. Safe for use by many threads; holds nothing open.
 */
public final class LayoutWriter {
  private static final String LAYOUT_FILE = "oci-layout";
  private static final byte[] LAYOUT =
      "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

  private final OciLayout layout;
  private final RunContext context;
  private final Patience patience;

  private LayoutWriter(OciLayout layout, RunContext context, Patience patience) {
    this.layout = layout;
    this.context = context;
    this.patience = patience;
  }

  /**
   * Creates what is missing of the directories, and makes sure that files can be made there.
   *
   * @throws CacheException.Denied if the directory may not be written
   */
  public static LayoutWriter create(Path directory, RunContext context) throws CacheException {
    return create(directory, context, Patience.USUAL);
  }

  static LayoutWriter create(Path directory, RunContext context, Patience patience)
      throws CacheException {
    try {
      Files.createDirectories(directory);
      var layout = new OciLayout(directory.toRealPath());
      var writer = new LayoutWriter(layout, context, patience);
      Files.createDirectories(layout.blobs());
      Files.createDirectories(Leftovers.directory(layout));
      Path probe = writer.temporary("probe");
      Files.createFile(probe);
      Files.delete(probe);
      return writer;
    } catch (IOException e) {
      throw DiskTrouble.of("write to the directory", directory, e);
    }
  }

  /** The same layout for reading. */
  public OciLayout layout() {
    return layout;
  }

  /** Begins a blob. */
  public BlobWriter write(Descriptor blob) throws CacheException {
    return BlobWriter.create(layout, blob, temporary(blob.digest().shortForm()));
  }

  /** Stores a small document, also in place of one that is damaged. */
  public void write(Descriptor document, byte[] bytes) throws CacheException {
    if (isSound(document, bytes.length)) {
      return;
    }
    try (BlobWriter writer = write(document)) {
      writer.append(bytes, bytes.length);
      writer.commit();
    }
  }

  /**
   * Stores the blob as another name of this file.
   *
   * @return false if it cannot be linked and has to be copied
   * @throws CacheException.Corrupt if the file's bytes are not those of the descriptor
   */
  public boolean link(Path source, Descriptor blob) throws CacheException {
    return new HardLink(layout, context.cancellation())
        .link(source, blob, temporary(blob.digest().shortForm()));
  }

  /**
   * Gives the tag to the manifest, in one step. All that it needs must be stored.
   *
   * @param needed the manifest, the config and all blobs that they name
   * @param reset whether to delete afterwards what no tag leads to
   * @param wanted told what the tag names at last, with the directory locked
   * @return false if that was not wanted; then nothing has changed
   * @throws CacheException.NotFound if something that is needed is not there
   */
  public boolean publish(
      String tag,
      Descriptor manifest,
      Collection<Descriptor> needed,
      boolean reset,
      Predicate<Optional<Digest>> wanted)
      throws CacheException {
    try {
      DurableFiles.syncDirectory(layout.blobs());
      try (LayoutLock lock = LayoutLock.take(layout.root(), patience, context.cancellation())) {
        // Under the lock: nobody can take blobs away (a reset) between this check and the switch.
        LayoutIndex before = lock.layout().indexNow().orElse(LayoutIndex.empty());
        if (!wanted.test(
            before.find(tag).flatMap(IndexEntry::descriptor).map(Descriptor::digest))) {
          return false;
        }
        for (Descriptor blob : needed) {
          require(blob);
        }
        LayoutIndex index = before.with(tag, manifest);
        context.cancellation().check("publish " + tag);
        Path marker = layout.root().resolve(LAYOUT_FILE);
        if (!Files.exists(marker)) {
          DurableFiles.replace(marker, temporary(LAYOUT_FILE), LAYOUT);
        }
        DurableFiles.replace(
            layout.root().resolve(OciLayout.INDEX), temporary(OciLayout.INDEX), index.bytes());
        if (reset) {
          new LayoutReset(layout, context.listener()).run(index);
        }
      }
      Leftovers.remove(layout, context.listener());
      return true;
    } catch (IOException e) {
      throw DiskTrouble.of("publish " + tag, layout.root(), e);
    }
  }

  private boolean isSound(Descriptor document, int size) throws CacheException {
    if (!layout.has(document)) {
      return false;
    }
    try {
      return layout.read(document, size).length == size;
    } catch (CacheException.NotFound | CacheException.Corrupt | CacheException.Denied e) {
      return false; // if it cannot be replaced either, writing it will tell
    }
  }

  private void require(Descriptor blob) throws CacheException {
    if (!layout.has(blob)) {
      throw new CacheException.NotFound(
          new Problem(
              "publish the cache",
              layout.where(),
              "blob " + blob.digest() + " is not there",
              "Another process may have reset the directory meanwhile: run this again."));
    }
  }

  private Path temporary(String what) {
    return Leftovers.directory(layout)
        .resolve(Leftovers.PREFIX + what + "-" + UUID.randomUUID() + Leftovers.SUFFIX);
  }
}
