package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.directory.OwnDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the caches of a build are.
 *
 * @param directory the one that was asked for, or one that only runs of this very build share:
 *     another that goes on at the same time must not take its cache for its own
 * @param own the latter
 */
record BuildDirectory(CacheDirectory directory, Optional<OwnDirectory> own) {
  /**
   * The directory of a build.
   *
   * @param asked what the option says
   * @param build what differs from build to build, besides the working directory
   */
  static BuildDirectory of(Optional<String> asked, List<String> build, Host host)
      throws CacheException.Usage {
    Path usual = host.workingDirectory().resolve(CacheDirectory.of(asked, host).path());
    if (asked.isPresent()) {
      return new BuildDirectory(new CacheDirectory(usual.toString()), Optional.empty());
    }
    var words = new ArrayList<String>(List.of(host.workingDirectory().toString()));
    words.addAll(build);
    OwnDirectory own = OwnDirectory.of(usual, words);
    return new BuildDirectory(new CacheDirectory(own.path().toString()), Optional.of(own));
  }
}
