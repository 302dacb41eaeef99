package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.wrapper.BuildTool;
import io.github.cacheferry.cli.wrapper.CacheFlags;
import io.github.cacheferry.cli.wrapper.DockerBake;
import io.github.cacheferry.cli.wrapper.Rewritten;
import io.github.cacheferry.cli.wrapper.WholeBuild;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.CacheSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directories between the backends and a build: one that it reads, and those that it writes.
 *
 * @param directory the one that it reads
 * @param tool the build
 * @param targets the names of the targets that write to directories of their own; empty if the
 *     build is one, which writes where it reads
 */
record BuildLayouts(CacheDirectory directory, BuildTool tool, List<String> targets) {
  private static final int KEY_DIGITS = 12;

  BuildLayouts {
    targets = List.copyOf(targets);
  }

  /**
   * The directories for this build, or none if nobody can say what it builds; then it is its own
   * command that tells why.
   */
  static Optional<BuildLayouts> of(CacheDirectory directory, BuildTool tool, Child child)
      throws CacheException {
    if (!(tool instanceof DockerBake bake)) {
      return Optional.of(new BuildLayouts(directory, tool, List.of()));
    }
    Optional<String> printed = child.print(bake.listing());
    List<String> targets = printed.isEmpty() ? List.of() : bake.targets(printed.get());
    return targets.isEmpty()
        ? Optional.empty()
        : Optional.of(new BuildLayouts(directory, tool, targets));
  }

  /**
   * The directory that was asked for, or one that only runs of this very build share: another that
   * goes on at the same time must not take its cache for its own.
   */
  static CacheDirectory directory(Optional<String> asked, List<String> build, Host host)
      throws CacheException.Usage {
    CacheDirectory usual = CacheDirectory.of(asked, host);
    Path path = host.workingDirectory().resolve(usual.path());
    if (asked.isPresent() || host.variable(CacheDirectory.VARIABLE).isPresent()) {
      return new CacheDirectory(path.toString());
    }
    String all = host.workingDirectory() + "\0" + String.join("\0", build);
    String key = Digest.of(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, KEY_DIGITS);
    return new CacheDirectory(path + "-" + key);
  }

  /**
   * The command with these directories.
   *
   * @param hit whether there is something to read: of an empty directory BuildKit would warn
   */
  Rewritten command(boolean hit) {
    List<String> from = hit ? List.of(directory.source().toString()) : List.of();
    if (tool instanceof WholeBuild whole) {
      return whole.with(new CacheFlags(from, List.of(target(directory).toString())));
    }
    var flags = new LinkedHashMap<String, CacheFlags>();
    for (String target : targets) {
      flags.put(target, new CacheFlags(from, List.of(target(own(target)).toString())));
    }
    var allowed = new ArrayList<String>(hit ? List.of(directory.path()) : List.of());
    targets.forEach(target -> allowed.add(own(target).path()));
    return ((DockerBake) tool).with(flags, allowed);
  }

  /**
   * Makes the targets' directories: of one that is not there bake asks whether it may write to what
   * it would be made in.
   */
  void prepare() throws CacheException {
    for (String target : targets) {
      try {
        Files.createDirectories(Path.of(own(target).path()));
      } catch (IOException e) {
        throw Run.typed("make a directory for the target's cache", own(target).path(), e);
      }
    }
  }

  /** What the build wrote. */
  List<Importers.ImporterSpec> written() throws CacheException.Usage {
    var written = new ArrayList<Importers.ImporterSpec>();
    for (String target : targets) {
      written.add(Importers.check(own(target).source()));
    }
    return targets.isEmpty() ? List.of(Importers.check(directory.source())) : written;
  }

  private CacheDirectory own(String target) {
    return new CacheDirectory(directory.path() + "-targets/" + target);
  }

  /** As import has it; what cannot be written costs the cache and not the build. */
  private static CacheSpec target(CacheDirectory own) {
    Map<String, String> attributes = new LinkedHashMap<>(own.buildTarget().attributes());
    attributes.put("ignore-error", "true");
    return new CacheSpec("local", attributes);
  }
}
