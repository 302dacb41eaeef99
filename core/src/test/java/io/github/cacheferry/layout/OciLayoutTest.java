package io.github.cacheferry.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutTest {
  private static final byte[] BYTES = "bytes".getBytes(UTF_8);
  private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);

  @TempDir Path temp;
  private OciLayout layout;
  private Path place;

  @BeforeEach
  void setUp() throws IOException {
    layout = OciLayout.find(temp).orElseThrow();
    place =
        Files.createDirectories(temp.toRealPath().resolve("blobs/sha256"))
            .resolve(BLOB.digest().hex());
  }

  @Test
  void onlyADirectoryIsALayout() throws IOException {
    assertThat(OciLayout.find(temp.resolve("nothing"))).isEmpty();
    assertThat(OciLayout.find(Files.createFile(temp.resolve("file")))).isEmpty();
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp);
    assertThat(OciLayout.find(link).orElseThrow().root()).isEqualTo(temp.toRealPath());
  }

  @Test
  void anIndexThatIsNoFileIsNotOpened() throws IOException {
    Files.createDirectory(temp.resolve("index.json"));
    assertThatThrownBy(layout::indexNow)
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("could not read index.json")
        .hasMessageContaining("it is not a file");
  }

  @Test
  void aBlobIsARegularFileOfItsSize() throws IOException {
    assertThat(layout.has(BLOB)).isFalse();
    Files.write(place, new byte[] {1});
    assertThat(layout.has(BLOB)).isFalse();
    Files.write(place, BYTES);
    assertThat(layout.file(BLOB)).contains(place);
    Files.delete(place);
    Files.createDirectory(place);
    assertThat(layout.has(BLOB)).isFalse();
  }

  @Test
  void aLinkMayLeadToAnotherPlaceInside() throws IOException {
    Path inside = Files.write(temp.resolve("blobs/data"), BYTES);
    Files.createSymbolicLink(place, Path.of("../data"));
    assertThat(layout.file(BLOB)).contains(inside.toRealPath());
  }

  @Test
  void aLinkMayNotLeadOutside(@TempDir Path other) throws IOException {
    Files.createSymbolicLink(place, Files.write(other.resolve("data"), BYTES));
    assertThat(layout.has(BLOB)).isFalse();
    assertThat(layout.describe(BLOB.digest())).isEmpty();
    assertThatThrownBy(() -> layout.read(BLOB, 100)).isInstanceOf(CacheException.NotFound.class);
  }

  @Test
  void aLinkThatLeadsNowhereIsNoBlob() throws IOException {
    Files.createSymbolicLink(place, Path.of("nowhere"));
    assertThat(layout.has(BLOB)).isFalse();
  }

  @Test
  void documentsAreCheckedAndLimited() throws IOException {
    Files.write(place, BYTES);
    assertThat(layout.read(BLOB, 100)).isEqualTo(BYTES);
    assertThatThrownBy(() -> layout.read(BLOB, 4))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("it has 5 bytes, and at most 4 are read");
    Files.writeString(place, "other");
    assertThatThrownBy(() -> layout.read(BLOB, 100))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("its bytes have the digest");
  }

  @Test
  void anIndexThatIsTooLargeIsNotRead() throws IOException {
    Files.write(temp.resolve("index.json"), new byte[LayoutIndex.LIMIT + 1]);
    assertThatThrownBy(() -> layout.index(Cancellation.unbounded()))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("it has more than 4194304 bytes");
  }

  @Test
  void anIndexThatIsBeingWrittenInPlaceIsReadWhenItIsDone() throws Exception {
    Path index = Files.writeString(temp.resolve("index.json"), "{\"manifests\":[");
    var cancellation = Cancellation.unbounded();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> read;
      try (LayoutLock writing = LayoutLock.take(layout.root(), Patience.USUAL, cancellation)) {
        read = other.submit(() -> layout.index(cancellation).isPresent());
        assertThat(writing.layout().blobs()).isDirectory();
        Files.writeString(index, "{\"manifests\":[]}");
      }
      assertThat(read.get(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      other.shutdownNow();
    }
  }
}
