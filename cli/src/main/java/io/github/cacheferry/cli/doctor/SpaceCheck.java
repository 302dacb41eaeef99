package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cli.output.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Whether a cache has room where it is kept between the backends and the build, and in the
 * directory for temporary files, where blobs wait that cannot be sent as they come.
 */
final class SpaceCheck implements Check {
  /** Less than a layer or two. */
  private static final long FULL = 100_000_000;

  /** Less than the cache of many a project. */
  private static final long LOW = 2_000_000_000;

  private final List<Path> directories;

  /**
   * @param directories where files are written
   */
  SpaceCheck(List<Path> directories) {
    this.directories = List.copyOf(new LinkedHashSet<>(directories));
  }

  @Override
  public String name() {
    return "space";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    var findings = new ArrayList<Finding>();
    for (Path directory : directories) {
      var disk = new Disk(directory);
      findings.add(
          disk.isWritable()
              ? space(disk, disk.free())
              : Finding.of(Trap.DIRECTORY_NOT_WRITABLE, "it may not be written", disk.toString()));
    }
    return findings;
  }

  /** What so many free bytes mean. */
  static Finding space(Disk disk, long free) {
    String what = Units.bytes(free) + " free";
    if (free < FULL) {
      return Finding.of(Trap.DISK_FULL, what, disk.toString());
    }
    return free < LOW
        ? Finding.of(Trap.DISK_LOW, what, disk.toString())
        : Finding.ok(what, disk.toString());
  }
}
