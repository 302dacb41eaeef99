package io.github.cacheferry.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobWriterTest {
  private static final byte[] BYTES = "the blob's bytes".getBytes(UTF_8);
  private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);

  @TempDir Path temp;
  private LayoutWriter layout;
  private Path stored;

  @BeforeEach
  void setUp() throws IOException {
    layout = LayoutWriter.create(temp, Runs.plain());
    stored = temp.resolve("blobs/sha256").resolve(BLOB.digest().hex());
  }

  @Test
  void aBlobIsThereOnceItIsCommitted() throws IOException {
    try (BlobWriter writer = layout.write(BLOB)) {
      writer.append(BYTES, BYTES.length);
      assertThat(stored).doesNotExist();
      writer.commit();
    }
    assertThat(stored).hasBinaryContent(BYTES);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stored)))
        .isEqualTo("r--r--r--");
    assertThat(temp.resolve("ingest")).isEmptyDirectory();
  }

  @Test
  void bytesMayComeInAnyOrder() throws IOException {
    try (BlobWriter writer = layout.write(BLOB)) {
      byte[] tail = java.util.Arrays.copyOfRange(BYTES, 5, BYTES.length);
      writer.write(5, tail, tail.length);
      writer.write(0, BYTES, 5);
      writer.hashUpTo(7, new byte[3]);
      writer.hashUpTo(BYTES.length, new byte[3]);
      writer.commit();
    }
    assertThat(stored).hasBinaryContent(BYTES);
  }

  @Test
  void anEmptyBlobIsABlob() throws IOException {
    Descriptor empty = Descriptor.of("text/plain", new byte[0]);
    try (BlobWriter writer = layout.write(empty)) {
      writer.commit();
    }
    assertThat(layout.layout().has(empty)).isTrue();
  }

  @Test
  void otherBytesAreCorruptAndLeaveNothing() throws IOException {
    byte[] other = BYTES.clone();
    other[3] ^= 1;
    assertThatThrownBy(() -> write(other, other.length))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("its bytes have the digest");
    assertThatThrownBy(() -> write(BYTES, 5))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("it has 5 bytes, and should have " + BYTES.length);
    byte[] longer = new byte[BYTES.length + 1];
    assertThatThrownBy(() -> write(longer, longer.length))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("it has more than the " + BYTES.length + " bytes");
    assertThat(stored).doesNotExist();
    assertThat(temp.resolve("ingest")).isEmptyDirectory();
  }

  @Test
  void aLinkAtTheBlobsPlaceIsReplacedAndNotFollowed() throws IOException {
    Path outside = Files.writeString(temp.resolve("outside"), "precious");
    Files.createSymbolicLink(stored, outside);
    assertThat(layout.layout().has(BLOB)).isFalse();

    write(BYTES, BYTES.length);
    assertThat(outside).hasContent("precious");
    assertThat(stored).isRegularFile().hasBinaryContent(BYTES);
    assertThat(Files.isSymbolicLink(stored)).isFalse();
  }

  private void write(byte[] bytes, int length) throws CacheException {
    try (BlobWriter writer = layout.write(BLOB)) {
      writer.append(bytes, length);
      writer.commit();
    }
  }
}
