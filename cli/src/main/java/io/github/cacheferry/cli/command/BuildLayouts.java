package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.child.SilentChild;
import io.github.cacheferry.cli.directory.OwnDirectory;
import io.github.cacheferry.cli.wrapper.BuildTool;
import io.github.cacheferry.cli.wrapper.CacheFlags;
import io.github.cacheferry.cli.wrapper.DockerCompose;
import io.github.cacheferry.cli.wrapper.ManyBuilds;
import io.github.cacheferry.cli.wrapper.Rewritten;
import io.github.cacheferry.cli.wrapper.WholeBuild;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directories between the backends and a build: one that it reads, and those that it writes.
 *
 * @param directory the one that it reads
 * @param tool the build
 * @param targets the names of the targets that write to directories of their own; empty if the
 *     build is one, which writes where it reads
 * @param caches what else it is given
 */
record BuildLayouts(
    CacheDirectory directory, BuildTool tool, List<String> targets, BuildCaches caches) {
  BuildLayouts {
    targets = List.copyOf(targets);
  }

  /**
   * The directories for this build, or none if nobody can say what it builds; then it is its own
   * command that tells why.
   *
   * @throws CacheException.Usage if this version of the tool cannot be given caches, or these
   */
  static Optional<BuildLayouts> of(
      CacheDirectory directory, BuildTool tool, BuildCaches caches, SilentChild child, Host host)
      throws CacheException {
    Optional<BuildTargets> targets = BuildTargets.of(tool, directory, child, host);
    if (targets.isEmpty()) {
      return Optional.empty();
    }
    if (targets.get().names().size() > 1 && !caches.direct().to().isEmpty()) {
      throw new CacheException.Usage(
          new Problem(
              "pass --cache-to on to a build of several targets with --direct",
              "",
              "each target would replace the others' cache",
              "Leave out --direct: then what they write becomes one cache."));
    }
    return Optional.of(
        new BuildLayouts(directory, targets.get().tool(), targets.get().names(), caches));
  }

  /**
   * The command with these directories.
   *
   * @param hit whether there is something to read: of an empty directory BuildKit would warn
   */
  Rewritten command(boolean hit) {
    List<String> from = from(hit);
    if (tool instanceof WholeBuild whole) {
      return whole.with(new CacheFlags(from, to(directory)));
    }
    var flags = new LinkedHashMap<String, CacheFlags>();
    for (String target : targets) {
      flags.put(target, new CacheFlags(from, to(own(target))));
    }
    var allowed = new ArrayList<String>(hit ? List.of(directory.path()) : List.of());
    if (caches.written()) {
      targets.forEach(target -> allowed.add(own(target).path()));
    }
    return ((ManyBuilds) tool).with(flags, allowed);
  }

  /** What the build reads besides the user's own caches. */
  List<String> from(boolean hit) {
    var from = new ArrayList<String>(hit ? List.of(directory.source().toString()) : List.of());
    from.addAll(caches.direct().from());
    return from;
  }

  private List<String> to(CacheDirectory own) {
    var to = new ArrayList<String>(caches.written() ? List.of(target(own).toString()) : List.of());
    to.addAll(caches.direct().to());
    return to;
  }

  /**
   * Makes the directories that the build writes, which it fails without; of one that is not there
   * bake even asks whether it may write to what it would be made in. And the files that the command
   * reads, whether there is a hit or not.
   *
   * @throws CacheException if it cannot be given caches therefore
   */
  void prepare() throws CacheException {
    boolean elsewhere = tool instanceof WholeBuild whole && whole.isWrittenByEngine();
    if (caches.written() && !elsewhere) {
      for (CacheDirectory one : writable()) {
        one.makeWritable();
      }
    }
    var files = new LinkedHashMap<String, String>(command(false).files());
    files.putAll(command(true).files());
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = Path.of(file.getKey());
      try {
        CacheDirectory.make(path.resolveSibling("").toAbsolutePath());
        WholeFile.write(path, file.getValue());
      } catch (IOException e) {
        throw Run.typed("write a file for the build", file.getKey(), e);
      }
    }
  }

  /** The same for a builder that exports no cache. */
  BuildLayouts onlyRead() {
    var direct = new CacheFlags(caches.direct().from(), List.of());
    return new BuildLayouts(directory, tool, targets, new BuildCaches(false, direct));
  }

  /** Whether the build is asked to export a cache that it was not asked for by the user. */
  boolean areWritten() {
    return caches.written() || !caches.direct().to().isEmpty();
  }

  /** Where the build has written: what is there from an earlier run is not its cache. */
  List<Importers.ImporterSpec> writtenSince(Marks before) throws CacheException.Usage {
    var written = new ArrayList<Importers.ImporterSpec>();
    for (CacheDirectory one : writable()) {
      if (!before.isAsItWas(one)) {
        written.add(Importers.check(one.source()));
      }
    }
    return written;
  }

  /**
   * Where a good build should have written and has not; compose builds some of its services only,
   * if the command names these.
   */
  List<String> missingSince(Marks before) {
    Stream<CacheDirectory> missing = writable().stream().filter(before::isAsItWas);
    return tool instanceof DockerCompose ? List.of() : missing.map(CacheDirectory::path).toList();
  }

  /** Where the build is to write, in a word. */
  String place() {
    return targets.isEmpty() ? directory.path() : directory.path() + OwnDirectory.TARGETS;
  }

  /** How they are now. */
  Marks marks() {
    var marks = new LinkedHashMap<String, LayoutMark>();
    writable().forEach(one -> LayoutMark.of(one).ifPresent(mark -> marks.put(one.path(), mark)));
    return new Marks(marks);
  }

  private List<CacheDirectory> writable() {
    return targets.isEmpty() ? List.of(directory) : targets.stream().map(this::own).toList();
  }

  private CacheDirectory own(String target) {
    return new CacheDirectory(directory.path() + OwnDirectory.TARGETS + "/" + target);
  }

  /** As import has it; what cannot be written costs the cache and not the build. */
  private static CacheSpec target(CacheDirectory own) {
    Map<String, String> attributes = new LinkedHashMap<>(own.buildTarget().attributes());
    attributes.put("ignore-error", "true");
    return new CacheSpec("local", attributes);
  }

  /**
   * How layouts are at one time.
   *
   * @param layouts those that there are, by their paths
   */
  record Marks(Map<String, LayoutMark> layouts) {
    boolean isAsItWas(CacheDirectory one) {
      return LayoutMark.of(one).equals(Optional.ofNullable(layouts.get(one.path())));
    }
  }
}
