package io.github.cacheferry.cli;

import io.github.cacheferry.testing.FakeRegistry;
import io.github.cacheferry.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the tests of commands act on: a directory, and a registry in this process. */
final class Stage implements AutoCloseable {
  private final Path directory;
  private final FakeRegistry registry = FakeRegistry.start();

  Stage(Path directory) {
    this.directory = directory;
  }

  /** The program, at work in the directory. */
  InProcess program() {
    return new InProcess().in(directory);
  }

  /** Puts the fixture into a directory of this name. */
  Path layout(String fixture, String name) {
    return Fixtures.copy(fixture, directory.resolve(name));
  }

  /** A path in the directory. */
  Path path(String name) {
    return directory.resolve(name);
  }

  /** Puts a program of this text there. */
  Path script(String name, String text) throws IOException {
    Path script = Files.writeString(path(name), text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  FakeRegistry registry() {
    return registry;
  }

  /** The text without what differs from run to run: paths, ports, times, ages. */
  String stable(String text) {
    return text.replace(directory.toString(), "DIR")
        .replace(registry.host(), "HOST")
        .replaceAll("\"seconds\":[0-9.E-]+", "\"seconds\":0")
        .replaceAll("\\b[0-9.]+ s\\)", "TIME)")
        .replaceAll("\\b[0-9]+ (s|min|h|d) ago", "AGO");
  }

  /** The files of a layout and their bytes, without what a layout need not keep. */
  static Map<String, String> files(Path layout) {
    var files = new TreeMap<String, String>();
    try (Stream<Path> all = Files.walk(layout)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        String name = layout.relativize(file).toString();
        if (!name.equals("index.json.lock")) {
          files.put(
              name,
              new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
