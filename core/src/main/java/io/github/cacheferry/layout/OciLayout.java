package io.github.cacheferry.layout;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** An OCI image layout that exists, for reading. */
public final class OciLayout {
  static final String INDEX = "index.json";

  private final Path root;
  private final Path blobs;

  /**
   * @param root the directory's real path
   */
  OciLayout(Path root) {
    this.root = root;
    this.blobs = root.resolve("blobs").resolve("sha256");
  }

  /** The layout in this directory; empty if there is no such directory. */
  public static Optional<OciLayout> find(Path directory) throws CacheException {
    try {
      Path root = directory.toRealPath();
      return Files.isDirectory(root) ? Optional.of(new OciLayout(root)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DiskTrouble.of("open the directory", directory, e);
    }
  }

  /** The directory's real path. */
  public Path root() {
    return root;
  }

  /** Where the blob is or would be. */
  Path blob(Digest digest) {
    return blobs.resolve(digest.hex());
  }

  Path blobs() {
    return blobs;
  }

  /**
   * The file with the blob's bytes: a regular one of exactly its size. A symbolic link counts as
   * long as it does not lead out of the directory.
   *
   * @return empty if the blob is not there, or has another length
   */
  public Optional<Path> file(Descriptor blob) throws CacheException {
    try {
      Optional<Path> file = file(blob.digest());
      return file.isPresent() && Files.size(file.get()) == blob.size() ? file : Optional.empty();
    } catch (IOException e) {
      throw DiskTrouble.of("look for blob " + blob.digest(), root, e);
    }
  }

  /** Whether {@link #file} finds the blob. */
  public boolean has(Descriptor blob) throws CacheException {
    return file(blob).isPresent();
  }

  /**
   * The descriptor, without media type, of a blob of which only the digest is known; empty if it is
   * not there.
   */
  public Optional<Descriptor> describe(Digest digest) throws CacheException {
    try {
      Optional<Path> file = file(digest);
      return file.isPresent()
          ? Optional.of(Descriptor.of("", digest, Files.size(file.get())))
          : Optional.empty();
    } catch (IOException e) {
      throw DiskTrouble.of("look for blob " + digest, root, e);
    }
  }

  /**
   * Reads a whole small blob and checks it.
   *
   * @param limit the most that is read
   * @throws CacheException.NotFound if it is not there or has another length
   * @throws CacheException.Corrupt if it is too large or its bytes are others
   */
  public byte[] read(Descriptor blob, int limit) throws CacheException {
    String action = "read " + blob.digest();
    if (blob.size() > limit) {
      throw corrupt(action, "it has " + blob.size() + " bytes, and at most " + limit + " are read");
    }
    Path file =
        file(blob)
            .orElseThrow(
                () ->
                    new CacheException.NotFound(
                        Problem.of(action, where(), "there is no such blob of its size")));
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes((int) blob.size() + 1);
    } catch (IOException e) {
      throw DiskTrouble.of(action, root, e);
    }
    Digest actual = Digest.of(bytes);
    if (!actual.equals(blob.digest())) {
      throw corrupt(action, "its bytes have the digest " + actual);
    }
    return bytes;
  }

  /**
   * Reads {@code index.json}. Others may write it in place (BuildKit does, under the lock): one
   * that makes no sense is read again under the lock, where the directory can be locked.
   *
   * @return empty if there is none
   * @throws CacheException.Corrupt if it makes no sense
   */
  public Optional<LayoutIndex> index(Cancellation cancellation) throws CacheException {
    try {
      return indexNow();
    } catch (CacheException.Corrupt e) {
      try (LayoutLock lock = LayoutLock.take(root, Patience.USUAL, cancellation)) {
        return lock.layout().indexNow();
      } catch (CacheException.Denied locked) {
        e.addSuppressed(locked);
        throw e;
      }
    }
  }

  /** Reads {@code index.json} as it is now. */
  Optional<LayoutIndex> indexNow() throws CacheException {
    byte[] json;
    Path file = root.resolve(INDEX);
    if (Files.exists(file) && !Files.isRegularFile(file)) { // opening a named pipe waits for ever
      throw corrupt("read index.json", "it is not a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      json = in.readNBytes(LayoutIndex.LIMIT + 1);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DiskTrouble.of("read index.json", root, e);
    }
    if (json.length > LayoutIndex.LIMIT) {
      throw corrupt("read index.json", "it has more than " + LayoutIndex.LIMIT + " bytes");
    }
    return Optional.of(LayoutIndex.parse(json, where()));
  }

  /** The directory in words for a message. */
  String where() {
    return "local " + root;
  }

  private Optional<Path> file(Digest digest) throws IOException {
    Path path = blob(digest);
    try {
      var found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (found.isSymbolicLink()) {
        Path target = path.toRealPath();
        return target.startsWith(root) && Files.isRegularFile(target)
            ? Optional.of(target)
            : Optional.empty();
      }
      return found.isRegularFile() ? Optional.of(path) : Optional.empty();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
  }

  private CacheException.Corrupt corrupt(String action, String reason) {
    return new CacheException.Corrupt(Problem.of(action, where(), reason));
  }
}
