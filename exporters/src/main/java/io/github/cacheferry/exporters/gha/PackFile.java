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
  private final Path file = Files.createTempFile("cacheferry-", ".pack");
  private final OutputStream out = Files.newOutputStream(file);
  private final List<PackIndex.Piece> pieces = new ArrayList<>();
  private final MessageDigest hash = Digest.newHash();
  private long size;

  PackFile() throws IOException {}

  /** Whether a blob of this size still fits in. */
  boolean fits(long bytes) {
    return size + bytes <= PackIndex.LARGEST_PACK;
  }

  void add(Digest blob, byte[] bytes) throws IOException {
    out.write(bytes);
    hash.update(bytes);
    pieces.add(new PackIndex.Piece(blob, size, bytes.length));
    size += bytes.length;
  }

  /** The pack as it is now; nothing may be added any more. */
  PackIndex.Pack seal() throws IOException {
    out.close();
    return new PackIndex.Pack(PackKeys.pack(Digest.of(hash)), size, pieces);
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
