package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.VerifiedStream;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Stores a blob by giving a file another name. Only a file that nobody may write to is taken, as
 * stored blobs are: from then on a change of the one would change the other. It is read and checked
 * all the same, because a damaged blob breaks builds.
 */
final class HardLink {
  private static final Set<PosixFilePermission> WRITING =
      Set.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);
  private static final int BUFFER = 256 * 1024;

  private final OciLayout layout;
  private final Cancellation cancellation;

  HardLink(OciLayout layout, Cancellation cancellation) {
    this.layout = layout;
    this.cancellation = cancellation;
  }

  /**
   * Links the file.
   *
   * @return false if it is on another file system, cannot be linked, or may be written to
   */
  boolean link(Path source, Descriptor blob, Path temporary) throws CacheException {
    try {
      if (!isStored(source)) {
        return false;
      }
      try {
        Files.createLink(temporary, source);
      } catch (UnsupportedOperationException | FileSystemException e) {
        // A file system without links, EXDEV, EMLINK, EPERM: copying tells what is wrong, if
        // anything
        return false;
      }
      try {
        check(temporary, blob);
        DurableFiles.move(temporary, layout.blob(blob.digest()));
        return true;
      } finally {
        // Renaming onto another name of the same file does nothing and leaves both (rename(2)).
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw DiskTrouble.of("link " + blob.digest(), layout.root(), e);
    }
  }

  private static boolean isStored(Path source) throws IOException {
    var view =
        Files.getFileAttributeView(source, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      return false;
    }
    PosixFileAttributes attributes = view.readAttributes();
    return attributes.isRegularFile()
        && attributes.permissions().contains(PosixFilePermission.OWNER_READ)
        && attributes.permissions().stream().noneMatch(WRITING::contains);
  }

  private void check(Path file, Descriptor blob) throws IOException {
    byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER, blob.size()))];
    try (InputStream in = new VerifiedStream(Files.newInputStream(file), blob, layout.where())) {
      while (in.read(buffer) >= 0) {
        cancellation.check("link " + blob.digest());
      }
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(false);
    }
  }
}
