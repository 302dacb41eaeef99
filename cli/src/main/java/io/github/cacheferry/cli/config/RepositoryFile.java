package io.github.cacheferry.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/**
 * The repository's file: the nearest from the working directory up to the root of the checkout. It
 * is looked for neither above the home directory nor, where there is no checkout, above the working
 * directory.
 *
 * @param file the file
 * @param root the root of the checkout, which its paths may not leave
 */
record RepositoryFile(Path file, Path root) {
  static final String NAME = ".cacheferry.yaml";

  /** Looks for it; a file that is there may still be unreadable. */
  static Optional<RepositoryFile> find(Path workingDirectory, Path home) {
    Optional<Path> nearest = Optional.empty();
    for (Path place = workingDirectory; place != null; place = place.getParent()) {
      boolean file = nearest.isEmpty() && isThere(place.resolve(NAME));
      boolean root = isThere(place.resolve(".git"));
      if ((file || root) && isOthers(place, workingDirectory)) {
        break;
      }
      if (file) {
        nearest = Optional.of(place.resolve(NAME));
      }
      if (root) {
        return nearest.isEmpty()
            ? Optional.empty()
            : Optional.of(new RepositoryFile(nearest.get(), place));
      }
      if (place.equals(home)) {
        break;
      }
    }
    return nearest.isPresent() && workingDirectory.equals(nearest.get().getParent())
        ? Optional.of(new RepositoryFile(nearest.get(), workingDirectory))
        : Optional.empty();
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Whether anybody could have put the file there, as into /tmp, who could not as well have put it
   * into the working directory: GitLab's runner lets everybody write to the whole checkout.
   */
  private static boolean isOthers(Path place, Path workingDirectory) {
    return !place.equals(workingDirectory)
        && everybodyWrites(place)
        && !everybodyWrites(workingDirectory);
  }

  private static boolean everybodyWrites(Path directory) {
    var view = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
    if (view == null) {
      return false; // a file system without such permissions
    }
    try {
      return view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException e) {
      return true; // nothing vouches for what cannot be looked at
    }
  }
}
