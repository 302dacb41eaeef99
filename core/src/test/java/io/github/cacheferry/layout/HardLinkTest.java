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

class HardLinkTest {
  private static final byte[] BYTES = "the blob's bytes".getBytes(UTF_8);
  private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);

  @TempDir Path temp;
  private LayoutWriter layout;
  private Path source;
  private Path stored;

  @BeforeEach
  void setUp() throws IOException {
    layout = LayoutWriter.create(temp.resolve("layout"), Runs.plain());
    source = Files.write(temp.resolve("source"), BYTES);
    protect("r--r--r--");
    stored = temp.resolve("layout/blobs/sha256").resolve(BLOB.digest().hex());
  }

  @Test
  void aStoredFileIsLinked() throws IOException {
    assertThat(layout.link(source, BLOB)).isTrue();
    assertThat(Files.isSameFile(source, stored)).isTrue();
    assertThat(Files.getAttribute(stored, "unix:nlink")).isEqualTo(2);
  }

  @Test
  void linkingAgainLeavesNoThirdName() throws IOException {
    assertThat(layout.link(source, BLOB)).isTrue();
    assertThat(layout.link(source, BLOB)).isTrue();
    assertThat(Files.getAttribute(stored, "unix:nlink")).isEqualTo(2);
    assertThat(temp.resolve("layout/ingest")).isEmptyDirectory();
  }

  @Test
  void aTruncatedBlobIsReplaced() throws IOException {
    Files.write(stored, new byte[] {1});
    assertThat(layout.link(source, BLOB)).isTrue();
    assertThat(stored).hasBinaryContent(BYTES);
  }

  @Test
  void aFileThatMayBeWrittenIsNotLinked() throws IOException {
    protect("rw-r--r--");
    assertThat(layout.link(source, BLOB)).isFalse();
    assertThat(stored).doesNotExist();
  }

  @Test
  void aSymbolicLinkIsNotLinked() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), source);
    assertThat(layout.link(link, BLOB)).isFalse();
  }

  @Test
  void aFileOnAnotherFileSystemIsNotLinked() throws IOException {
    Descriptor version = Descriptor.of("text/plain", Files.readAllBytes(Path.of("/proc/version")));
    assertThat(layout.link(Path.of("/proc/version"), version)).isFalse();
  }

  @Test
  void aDamagedFileIsCorruptAndNotStored() throws IOException {
    protect("rw-r--r--");
    Files.writeString(source, "the blob's BYTES");
    protect("r--r--r--");
    assertThatThrownBy(() -> layout.link(source, BLOB))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("its bytes have the digest");
    assertThat(stored).doesNotExist();
    assertThat(temp.resolve("layout/ingest")).isEmptyDirectory();
  }

  private void protect(String mode) throws IOException {
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString(mode));
  }
}
