package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.spec.CacheSpec;
import java.util.LinkedHashMap;
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
