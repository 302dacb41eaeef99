package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.spec.CacheSpec;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directory that a build reads its cache from and writes it to: an OCI layout with the tag
 * {@code latest}.
 *
 * @param path as the user wrote it
 */
record CacheDirectory(String path) {
  /** Tells later steps of the directory: it is the option's, as each has one. */
  static final String VARIABLE = "CACHEFERRY_DIR";

  /** The one that was asked for, or the one that all steps of a job agree on without being told. */
  static CacheDirectory of(Optional<String> asked, Host host) throws CacheException.Usage {
    if (asked.isPresent() && asked.get().isBlank()) {
      throw new CacheException.Usage(
          Problem.of("use the option --dir", "", "the directory's name is empty"));
    }
    return new CacheDirectory(
        asked
            .or(() -> host.variable("RUNNER_TEMP").map(temp -> temp + "/cacheferry"))
            .orElseGet(
                () ->
                    host.variable("XDG_CACHE_HOME").orElse(host.home() + "/.cache")
                        + "/cacheferry/layout"));
  }

  /**
   * Makes it, and finds out whether a layout can be written there. BuildKit's client makes the
   * directory before the build and changes the index after it, and fails the build if it cannot,
   * whatever {@code ignore-error} says.
   */
  void makeWritable() throws CacheException {
    Path there = Path.of(path);
    try {
      make(there);
      Files.delete(Files.createTempFile(there, ".probe-", ""));
      for (String name : List.of("index.json", "index.json.lock", "oci-layout")) {
        Path file = there.resolve(name);
        if (Files.exists(file) && !Files.isWritable(file)) {
          throw new AccessDeniedException(file.toString());
        }
      }
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /**
   * The same without making it: where it is not there, it is asked whether it could be made.
   *
   * @throws CacheException if a build cannot write its cache there
   */
  void checkWritable() throws CacheException {
    Path there = Path.of(path);
    Path existing = there;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (existing.equals(there)) {
      makeWritable();
    } else if (!Files.isDirectory(existing)) {
      throw refused(new FileAlreadyExistsException(existing.toString()));
    } else if (!Files.isWritable(existing)) {
      throw refused(new AccessDeniedException(existing.toString()));
    }
  }

  private CacheException refused(IOException why) {
    return Run.typed("make a directory for the build's cache", path, why);
  }

  /** Makes the directory; Java 17 takes a link to one for something else. */
  static void make(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
  }

  /** The spec to read it. */
  CacheSpec source() {
    return new CacheSpec("local", Map.of("src", path));
  }

  /** The spec to write it. */
  CacheSpec target() {
    return new CacheSpec("local", Map.of("dest", path));
  }

  /** The spec with which a build writes it: everything, so that the next build can hit any step. */
  CacheSpec buildTarget() {
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("dest", path);
    attributes.put("mode", "max");
    return new CacheSpec("local", attributes);
  }
}
