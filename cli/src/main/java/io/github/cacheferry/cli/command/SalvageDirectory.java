package io.github.cacheferry.cli.command;

import io.github.cacheferry.cli.directory.DeletedTree;
import io.github.cacheferry.cli.directory.OwnDirectory;
import io.github.cacheferry.spec.CacheSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the steps of a failed build are kept until they are saved.
 *
 * @param path nothing else is in there
 */
record SalvageDirectory(Path path) {
  /** Makes one of a name that nothing has had, beside the build's own directory. */
  static SalvageDirectory beside(Path build) throws IOException {
    Path absolute = build.toAbsolutePath().normalize();
    Path parent = Files.createDirectories(absolute.resolveSibling(""));
    return new SalvageDirectory(
        Files.createTempDirectory(parent, absolute.getFileName() + OwnDirectory.FINISHED));
  }

  /** Where a solve writes: all to one layout, under tags of their own. */
  CacheSpec target(String tag) {
    return spec(Map.of("dest", layout(), "tag", tag, "mode", "max"));
  }

  /** The spec to read what was written there. */
  CacheSpec source(String tag) {
    return spec(Map.of("src", layout(), "tag", tag));
  }

  private String layout() {
    return path.resolve("layout").toString();
  }

  private static CacheSpec spec(Map<String, String> attributes) {
    return new CacheSpec("local", new TreeMap<>(attributes));
  }

  /**
   * Writes another Dockerfile, with what the context leaves out because of the first one's name.
   *
   * @param first the Dockerfile that it comes from
   */
  Path dockerfile(Path first, String text) throws IOException {
    Path directory = Files.createDirectories(path.resolve("dockerfile"));
    String name = first.getFileName().toString();
    Path ignore = first.resolveSibling(name + ".dockerignore");
    if (Files.isRegularFile(ignore)) {
      Files.copy(
          ignore, directory.resolve(name + ".dockerignore"), StandardCopyOption.REPLACE_EXISTING);
    }
    return Files.writeString(directory.resolve(name), text, StandardCharsets.ISO_8859_1);
  }

  /** Deletes it, as far as that is possible. */
  void delete() {
    DeletedTree.delete(path);
  }
}
