package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether a cache can be read at a place, and has room here. No blob is read. */
final class ReadCheck implements Check {
  private final Importers.ImporterSpec spec;
  private final Path directory;

  /**
   * @param directory where a build would get the cache
   */
  ReadCheck(Importers.ImporterSpec spec, Path directory) {
    this.spec = spec;
    this.directory = directory;
  }

  @Override
  public String name() {
    return "read";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    String name = spec.spec().toString();
    try (CacheImporter importer = spec.open(context)) {
      name = importer.describe();
      Optional<Cache> cache = importer.load();
      String with = importer.credentials().map(shown -> ", with " + shown).orElse("");
      return List.of(
          cache.isPresent()
              ? there(cache.get(), name, with)
              : Finding.ok("there is no cache yet" + with, name));
    } catch (IOException e) {
      return List.of(Failures.finding(e, Trap.READ_DENIED, spec.spec(), name));
    }
  }

  /** How much of it is not in the directory, which may be one that jobs share. */
  private long missing(Cache cache) {
    Path blobs = directory.resolve("blobs").resolve("sha256");
    return cache.blobs().values().stream()
        .filter(blob -> !Files.exists(blobs.resolve(blob.digest().hex())))
        .mapToLong(Descriptor::size)
        .sum();
  }

  private Finding there(Cache cache, String name, String with) throws IOException {
    long bytes = cache.totalSize();
    var disk = new Disk(directory);
    long free = disk.free();
    if (!spec.spec().type().equals("local") && bytes > free) {
      long missing = missing(cache);
      if (missing > free) {
        return Finding.of(
            Trap.DISK_TOO_SMALL,
            "the cache has "
                + Units.bytes(missing)
                + " to bring and "
                + disk
                + " "
                + Units.bytes(free),
            name);
      }
    }
    return Finding.ok(
        "a cache of "
            + Units.count(cache.blobs().size(), "blob")
            + ", "
            + Units.bytes(bytes)
            + with,
        name);
  }
}
