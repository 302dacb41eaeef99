package io.github.cacheferry.cli.directory;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a directory with all that is in it, as far as that is possible. Links are deleted and not
 * followed.
 */
public final class DeletedTree extends SimpleFileVisitor<Path> {
  private final BooleanSupplier stopped;
  private final List<IOException> failures = new ArrayList<>();
  private long bytes;

  private DeletedTree(BooleanSupplier stopped) {
    this.stopped = stopped;
  }

  /** Deletes it, or one file. What remains is told to who debugs. */
  public static void delete(Path tree) {
    delete(tree, () -> false);
  }

  /**
   * The same until it is to stop.
   *
   * @return how many bytes it had
   */
  static long delete(Path tree, BooleanSupplier stopped) {
    var deleted = new DeletedTree(stopped);
    try {
      Files.walkFileTree(tree, deleted);
    } catch (IOException e) {
      deleted.failures.add(e);
    }
    deleted.failures.stream().findFirst().ifPresent(why -> tell(tree, why));
    return deleted.bytes;
  }

  /** Tells who debugs that something stays there. */
  static void tell(Path path, IOException why) {
    System.getLogger(DeletedTree.class.getName())
        .log(System.Logger.Level.DEBUG, "could not delete " + path, why);
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (remove(file)) {
      bytes += attributes.size();
    }
    return stopped.getAsBoolean() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    if (!(failure instanceof NoSuchFileException)) { // another run may delete the same
      failures.add(failure);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
    remove(directory);
    return FileVisitResult.CONTINUE;
  }

  private boolean remove(Path path) {
    try {
      return Files.deleteIfExists(path);
    } catch (IOException e) {
      failures.add(e);
      return false;
    }
  }
}
