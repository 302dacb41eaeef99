package io.github.cacheferry.exporters.gha;

import io.github.cacheferry.actions.PackIndex;
import io.github.cacheferry.actions.PackKeys;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** A pack that is being filled, in a temporary file. */
final class PackFile implements AutoCloseable {
  /** How often a pack can be padded. */
  static final int MOST_PADDING = 16;

  private final Path file = Files.createTempFile("cacheferry-", ".pack");
  private final OutputStream out = Files.newOutputStream(file);
  private final List<PackIndex.Piece> pieces = new ArrayList<>();
  private final MessageDigest hash = Digest.newHash();
  private long size;

  PackFile() throws IOException {}

  /** Whether a blob of this size still fits in, and what {@link #pad} may add. */
  boolean fits(long bytes) {
    return size + bytes <= PackIndex.LARGEST_PACK - MOST_PADDING;
  }

  void add(Digest blob, byte[] bytes) throws IOException {
    out.write(bytes);
    hash.update(bytes);
    pieces.add(new PackIndex.Piece(blob, size, bytes.length));
    size += bytes.length;
  }

  /** Adds a byte that is no blob's, so that the pack has another key. */
  void pad() throws IOException {
    out.write(0);
    hash.update((byte) 0);
    size++;
  }

  /** The pack as it is now. */
  PackIndex.Pack sealed() {
    try {
      var sofar = (MessageDigest) hash.clone();
      return new PackIndex.Pack(PackKeys.pack(Digest.of(sofar)), size, pieces);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(file);
  }
}
