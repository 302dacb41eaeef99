package io.github.cacheferry.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Caches that a real BuildKit wrote, each an OCI layout of a few hundred bytes a layer. All are of
 * {@code fixtures/context}, target {@code app} unless the name says otherwise.
 */
public final class Fixtures {
  /** The layouts of all caches of one tag, {@code latest}. */
  public static final List<String> SINGLE_TAG =
      List.of(
          "min-image-manifest",
          "max-image-manifest",
          "max-index",
          "max-docker-index",
          "max-zstd",
          "max-uncompressed",
          "max-estargz",
          "matrix-tool",
          "matrix-lint",
          "multi-platform");

  private Fixtures() {}

  /** Copies the layout into the directory, which is created, and returns the directory. */
  public static Path copy(String name, Path into) {
    try {
      URI root = Objects.requireNonNull(Fixtures.class.getResource("/fixtures/" + name)).toURI();
      if (root.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(root, Map.of())) {
          copyTree(jar.getPath("/fixtures/" + name), into);
        }
      } else {
        copyTree(Path.of(root), into);
      }
      return into;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The bytes of a blob of the layout. */
  public static byte[] blob(String name, String hex) {
    return resource(name + "/blobs/sha256/" + hex);
  }

  /** The bytes of a file below the fixtures. */
  public static byte[] resource(String path) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the directory with all that is in it. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
