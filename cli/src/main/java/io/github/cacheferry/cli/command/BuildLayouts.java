package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.wrapper.BuildTool;
import io.github.cacheferry.cli.wrapper.CacheFlags;
import io.github.cacheferry.cli.wrapper.Dagger;
import io.github.cacheferry.cli.wrapper.DockerBake;
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
import java.time.Duration;
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
  private static final Duration TO_TELL_A_VERSION = Duration.ofSeconds(20);

  BuildLayouts {
    targets = List.copyOf(targets);
  }

  /**
   * The directories for this build, or none if nobody can say what it builds; then it is its own
   * command that tells why.
   *
   * @throws CacheException.Usage if this version of the tool cannot be given caches
   */
  static Optional<BuildLayouts> of(CacheDirectory directory, BuildTool tool, Child child, Host host)
      throws CacheException {
    if (tool instanceof ManyBuilds many) {
      return many(directory, many, child, host);
    }
    BuildTool whole = tool instanceof Dagger dagger ? versioned(dagger, directory, host) : tool;
    return Optional.of(new BuildLayouts(directory, whole, List.of()));
  }

  private static Optional<BuildLayouts> many(
      CacheDirectory directory, ManyBuilds many, Child child, Host host) throws CacheException {
    Optional<String> printed = child.print(many.listing());
    List<String> targets = printed.isEmpty() ? List.of() : many.targets(printed.get());
    if (targets.isEmpty()) {
      return Optional.empty();
    }
    if (many instanceof DockerCompose compose) {
      return new ComposeFiles(compose, directory.path() + "-compose", child, host)
          .named(printed.get())
          .map(named -> new BuildLayouts(directory, named, targets));
    }
    BuildTool keeping = many instanceof DockerBake bake ? bake.keeping(printed.get()) : many;
    return Optional.of(new BuildLayouts(directory, keeping, targets));
  }

  private static WholeBuild versioned(Dagger dagger, CacheDirectory directory, Host host)
      throws CacheException {
    ToolAnswer answer = ToolAnswer.ask(dagger.asking(), host, TO_TELL_A_VERSION);
    if (!answer.failure().isEmpty()) {
      throw Dagger.unknown(dagger.asked() + ": " + answer.failure());
    }
    return dagger.at(answer.text(), host.environment(), directory.source().toString());
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
    return ((ManyBuilds) tool).with(flags, allowed);
  }

  /**
   * Makes the targets' directories: of one that is not there bake asks whether it may write to what
   * it would be made in. And the files that the command reads, whether there is a hit or not.
   */
  void prepare() throws CacheException {
    for (String target : targets) {
      try {
        Files.createDirectories(Path.of(own(target).path()));
      } catch (IOException e) {
        throw Run.typed("make a directory for the target's cache", own(target).path(), e);
      }
    }
    var files = new LinkedHashMap<String, String>(command(false).files());
    files.putAll(command(true).files());
    for (Map.Entry<String, String> file : files.entrySet()) {
      try {
        Files.writeString(Path.of(file.getKey()), file.getValue());
      } catch (IOException e) {
        throw Run.typed("write a file for the build", file.getKey(), e);
      }
    }
  }

  /** What the build wrote. */
  List<Importers.ImporterSpec> written() throws CacheException.Usage {
    var written = new ArrayList<Importers.ImporterSpec>();
    for (String target : writing()) {
      written.add(Importers.check(own(target).source()));
    }
    return targets.isEmpty() ? List.of(Importers.check(directory.source())) : written;
  }

  /** Compose builds some of its services only, if the command names these. */
  private List<String> writing() {
    List<String> some =
        targets.stream()
            .filter(target -> Files.exists(Path.of(own(target).path(), "index.json")))
            .toList();
    return tool instanceof DockerCompose && !some.isEmpty() ? some : targets;
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
