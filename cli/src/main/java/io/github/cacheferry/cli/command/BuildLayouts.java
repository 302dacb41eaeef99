package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.wrapper.BuildTool;
import io.github.cacheferry.cli.wrapper.CacheFlags;
import io.github.cacheferry.cli.wrapper.DockerCompose;
import io.github.cacheferry.cli.wrapper.ManyBuilds;
import io.github.cacheferry.cli.wrapper.Rewritten;
import io.github.cacheferry.cli.wrapper.WholeBuild;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.CacheSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
 * @param caches what else it is given
 */
record BuildLayouts(
    CacheDirectory directory, BuildTool tool, List<String> targets, BuildCaches caches) {
  private static final int KEY_DIGITS = 12;

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
   * The directory that was asked for, or one that only runs of this very build share: another that
   * goes on at the same time must not take its cache for its own.
   */
  static CacheDirectory directory(Optional<String> asked, List<String> build, Host host)
      throws CacheException.Usage {
    CacheDirectory usual = CacheDirectory.of(asked, host);
    Path path = host.workingDirectory().resolve(usual.path());
    if (asked.isPresent()) {
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
   * Makes the targets' directories: of one that is not there bake asks whether it may write to what
   * it would be made in. And the files that the command reads, whether there is a hit or not.
   */
  void prepare() throws CacheException {
    for (String target : caches.written() ? targets : List.<String>of()) {
      try {
        Files.createDirectories(Path.of(own(target).path()));
      } catch (IOException e) {
        throw Run.typed("make a directory for the target's cache", own(target).path(), e);
      }
    }
    var files = new LinkedHashMap<String, String>(command(false).files());
    files.putAll(command(true).files());
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = Path.of(file.getKey());
      try {
        Files.createDirectories(path.resolveSibling("").toAbsolutePath());
        WholeFile.write(path, file.getValue());
      } catch (IOException e) {
        throw Run.typed("write a file for the build", file.getKey(), e);
      }
    }
  }

  /** Where the build writes. */
  List<Importers.ImporterSpec> written() throws CacheException.Usage {
    var written = new ArrayList<Importers.ImporterSpec>();
    for (CacheDirectory one : writing()) {
      written.add(Importers.check(one.source()));
    }
    return written;
  }

  /** Those of them that are not any more as they were. */
  List<Importers.ImporterSpec> writtenSince(Marks before) throws CacheException.Usage {
    var written = new ArrayList<Importers.ImporterSpec>();
    for (CacheDirectory one : writable()) {
      if (!mark(one).equals(before.of(one))) {
        written.add(Importers.check(one.source()));
      }
    }
    return written;
  }

  /** How they are now. */
  Marks marks() {
    var marks = new LinkedHashMap<String, FileTime>();
    writable().forEach(one -> mark(one).ifPresent(time -> marks.put(one.path(), time)));
    return new Marks(marks);
  }

  private List<CacheDirectory> writable() {
    return targets.isEmpty() ? List.of(directory) : targets.stream().map(this::own).toList();
  }

  /** Compose builds some of its services only, if the command names these. */
  private List<CacheDirectory> writing() {
    List<CacheDirectory> some = writable().stream().filter(one -> mark(one).isPresent()).toList();
    return tool instanceof DockerCompose && !some.isEmpty() ? some : writable();
  }

  /** BuildKit writes the index anew with every export, even to the same text. */
  private static Optional<FileTime> mark(CacheDirectory one) {
    try {
      return Optional.of(Files.getLastModifiedTime(Path.of(one.path(), "index.json")));
    } catch (IOException e) {
      return Optional.empty(); // no layout
    }
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

  /**
   * How layouts are at one time.
   *
   * @param times when their indexes were written, by their paths
   */
  record Marks(Map<String, FileTime> times) {
    Optional<FileTime> of(CacheDirectory one) {
      return Optional.ofNullable(times.get(one.path()));
    }
  }
}
