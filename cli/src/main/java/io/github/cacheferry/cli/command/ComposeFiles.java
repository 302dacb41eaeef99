package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.child.SilentChild;
import io.github.cacheferry.cli.wrapper.DockerCompose;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files that compose reads where the command line names none. They are looked for as compose
 * does it (compose-go's {@code WithConfigFileEnv} and {@code WithDefaultConfigPath}), and taken
 * only if compose makes of them, named, to the byte what it makes of its own.
 */
final class ComposeFiles {
  private static final List<String> USUAL =
      List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");

  private static final List<String> OVERRIDES =
      List.of(
          "compose.override.yml",
          "compose.override.yaml",
          "docker-compose.override.yml",
          "docker-compose.override.yaml");

  private static final String FILES = "COMPOSE_FILE";
  private static final String SEPARATOR = "COMPOSE_PATH_SEPARATOR";

  private final DockerCompose compose;
  private final String override;
  private final SilentChild child;
  private final Host host;

  /**
   * @param compose the command
   * @param override the further file, without its ending
   */
  ComposeFiles(DockerCompose compose, String override, SilentChild child, Host host) {
    this.compose = compose;
    this.override = override;
    this.child = child;
    this.host = host;
  }

  /**
   * The command with its files named.
   *
   * @param printed what its listing printed
   * @return empty if it could not be found out which these are
   */
  Optional<DockerCompose> named(String printed) throws CacheException {
    if (compose.namesFiles()) {
      return Optional.of(compose.reading(List.of(), override));
    }
    List<String> files =
        host.variable(FILES)
            .map(set -> split(set, host.variable(SEPARATOR)))
            .orElseGet(this::found);
    if (isSame(files, printed)) {
      return Optional.of(compose.reading(files, override));
    }
    List<String> set = setInFile();
    return isSame(set, printed) ? Optional.of(compose.reading(set, override)) : Optional.empty();
  }

  private boolean isSame(List<String> files, String printed) throws CacheException {
    return !files.isEmpty()
        && child
            .list(compose.reading(files, override).listing())
            .filter(printed::equals)
            .isPresent();
  }

  /** The first directory upwards that has one of the usual files. */
  private List<String> found() {
    Optional<Path> directory = Optional.of(start());
    while (directory.isPresent()) {
      Optional<Path> file = first(directory.get(), USUAL);
      if (file.isPresent()) {
        var files = new ArrayList<String>(List.of(file.get().toString()));
        first(directory.get(), OVERRIDES).ifPresent(more -> files.add(more.toString()));
        return files;
      }
      directory = Optional.ofNullable(directory.get().getParent());
    }
    return List.of();
  }

  private Path start() {
    return compose
        .projectDirectory()
        .map(host.workingDirectory()::resolve)
        .orElse(host.workingDirectory())
        .normalize();
  }

  private static Optional<Path> first(Path directory, List<String> names) {
    return names.stream().map(directory::resolve).filter(Files::exists).findFirst();
  }

  /** What {@code .env}, or another file of variables, says that compose is to read. */
  private List<String> setInFile() throws CacheException {
    List<String> lines =
        child.list(compose.environment()).map(text -> text.lines().toList()).orElse(List.of());
    return value(lines, FILES).map(set -> split(set, value(lines, SEPARATOR))).orElse(List.of());
  }

  private static Optional<String> value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /** Relative to the working directory, also if compose found the setting elsewhere. */
  private List<String> split(String set, Optional<String> separator) {
    var files = new ArrayList<String>();
    try {
      for (String file : set.split(Pattern.quote(separator.orElse(File.pathSeparator)), -1)) {
        files.add(host.workingDirectory().resolve(file).normalize().toString());
      }
    } catch (InvalidPathException e) {
      return List.of(); // compose does not find it either
    }
    return files;
  }
}
