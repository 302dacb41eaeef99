package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.exporters.Exporters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a cache may be written to a place, as far as that can be told without leaving anything.
 */
final class WriteCheck implements Check {
  private final Exporters.ExporterSpec spec;
  private final Path directory;

  /**
   * @param directory where a build would leave the cache
   */
  WriteCheck(Exporters.ExporterSpec spec, Path directory) {
    this.spec = spec;
    this.directory = directory;
  }

  @Override
  public String name() {
    return "write";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    String name = spec.spec().toString();
    try (CacheExporter exporter = spec.open(context)) {
      name = exporter.describe();
      WriteAccess access = exporter.prospect();
      if (access instanceof WriteAccess.ReadOnly readOnly) {
        return List.of(readOnly(exporter, readOnly.why(), name));
      }
      return List.of(
          access instanceof WriteAccess.Writable
              ? Finding.ok("may be written" + details(exporter, context), name)
              : Finding.skipped("only writing would tell whether it may be written", name));
    } catch (IOException e) {
      return List.of(Failures.finding(e, Trap.WRITE_DENIED, spec.spec(), name));
    }
  }

  private Finding readOnly(CacheExporter exporter, String why, String name) {
    if (exporter.isReadOnlyForSome()) {
      return Finding.of(Trap.READ_ONLY_JOB, why, name);
    }
    return spec.spec().type().equals("local")
        ? Finding.of(Trap.DIRECTORY_NOT_WRITABLE, why, name)
            .fixedBy("Name another directory in the spec, or let this user write there.")
        : Finding.of(Trap.WRITE_DENIED, why, name);
  }

  private String details(CacheExporter exporter, RunContext context) throws IOException {
    if (!spec.spec().type().equals("local")) {
      return exporter.credentials().map(shown -> ", with " + shown).orElse("");
    }
    var disk = new Disk(context.workingDirectory().resolve(spec.values().require("dest")));
    return disk.isSameFileSystem(new Disk(directory))
        ? ""
        : ", on another file system than " + directory + ": blobs are copied and not linked";
  }
}
