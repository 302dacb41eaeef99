package io.github.cacheferry.exporters.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.Runs;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPutTest {
  private static final int MIB = 1 << 20;

  private final AtomicLong moved = new AtomicLong();
  private final RunContext context = Runs.plain();
  @TempDir Path temp;
  private Path dest;
  private CacheExporter exporter;

  @BeforeEach
  void setUp() throws CacheException {
    dest = temp.resolve("dest");
    exporter =
        LocalExporter.open(
            LocalExporter.schema().check(CacheSpec.parse("type=local,dest=" + dest)),
            context,
            16 * MIB);
  }

  @AfterEach
  void tearDown() {
    exporter.close();
  }

  @Test
  void aStreamIsCopiedAndCounted() throws IOException {
    var blob = new FakeBlob(3 * MIB + 1);
    assertThat(put(blob)).isEqualTo(Put.COPIED);
    assertThat(stored(blob)).hasBinaryContent(blob.bytes);
    assertThat(moved).hasValue(3 * MIB + 1);
    assertThat(blob.opened).containsExactly(0L);
  }

  @Test
  void aBlobThatIsThereIsNotReadAgain() throws IOException {
    var blob = new FakeBlob(1000);
    put(blob);
    assertThat(put(blob)).isEqualTo(Put.PRESENT);
    assertThat(blob.opened).hasSize(1);
  }

  @Test
  void aStoredFileIsLinked() throws IOException {
    var blob = new FakeBlob(1000);
    Path file = Files.write(temp.resolve("file"), blob.bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

    assertThat(put(blob.in(file))).isEqualTo(Put.LINKED);
    assertThat(Files.isSameFile(stored(blob), file)).isTrue();
    assertThat(moved).hasValue(0);
  }

  @Test
  void aFileThatSomebodyMayChangeIsCopied() throws IOException {
    var blob = new FakeBlob(1000);
    Path file = Files.write(temp.resolve("file"), blob.bytes);
    assertThat(put(blob.in(file))).isEqualTo(Put.COPIED);
    assertThat(Files.isSameFile(stored(blob), file)).isFalse();
  }

  @Test
  void largeBlobsAreReadInSegments() throws IOException {
    var blob = new FakeBlob(35 * MIB + 17).parallelly();
    assertThat(put(blob)).isEqualTo(Put.COPIED);
    assertThat(stored(blob)).hasBinaryContent(blob.bytes);
    assertThat(moved).hasValue(35 * MIB + 17);
    assertThat(blob.opened)
        .containsExactlyInAnyOrder(0L, 8L * MIB, 16L * MIB, 24L * MIB, 32L * MIB);
  }

  @Test
  void manyLargeBlobsShareTheThreads() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try {
      var puts = new ArrayList<Future<Put>>();
      for (int i = 0; i < 4; i++) {
        var blob = new FakeBlob((16 + i) * MIB).parallelly();
        puts.add(callers.submit(() -> put(blob)));
      }
      for (Future<Put> put : puts) {
        assertThat(put.get(60, TimeUnit.SECONDS)).isEqualTo(Put.COPIED);
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(moved).hasValue((16 + 17 + 18 + 19) * MIB);
  }

  @Test
  void aSegmentThatEndsEarlyFailsTheBlob() {
    var blob = new FakeBlob(24 * MIB).parallelly().endingAt(20 * MIB);
    assertThatThrownBy(() -> put(blob))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("it ends at byte " + 20 * MIB);
    assertNothingStored(blob);
  }

  @Test
  void aStreamThatEndsEarlyFailsTheBlob() {
    var blob = new FakeBlob(2 * MIB).endingAt(MIB);
    assertThatThrownBy(() -> put(blob)).isInstanceOf(CacheException.Corrupt.class);
    assertNothingStored(blob);
  }

  @Test
  void otherBytesAreFound() {
    for (FakeBlob blob : new FakeBlob[] {new FakeBlob(100), new FakeBlob(17 * MIB).parallelly()}) {
      blob.bytes[50] ^= 1;
      assertThatThrownBy(() -> put(blob))
          .isInstanceOf(CacheException.Corrupt.class)
          .hasMessageContaining("its bytes have the digest");
      assertNothingStored(blob);
    }
  }

  @Test
  void aStoppedRunStopsBetweenPieces() {
    for (boolean parallel : new boolean[] {false, true}) {
      var cancellation = Cancellation.unbounded();
      var blob =
          new FakeBlob(20 * MIB) {
            @Override
            public InputStream open(long offset, long length) throws IOException {
              return new FilterInputStream(super.open(offset, length)) {
                @Override
                public int read(byte[] buffer, int at, int count) throws IOException {
                  cancellation.cancel(Cancellation.Reason.TIME_BUDGET);
                  return super.read(buffer, at, count);
                }
              };
            }
          };
      if (parallel) {
        blob.parallelly();
      }
      assertThatThrownBy(() -> putWithin(cancellation, blob))
          .isInstanceOf(CacheException.Cancelled.class)
          .hasMessageContaining("the time budget is spent");
      assertThat(moved.get()).isLessThan(20 * MIB);
      assertNothingStored(blob);
    }
  }

  private Put put(FakeBlob blob) throws IOException {
    return exporter.put(blob, moved::addAndGet);
  }

  private void putWithin(Cancellation cancellation, FakeBlob blob) throws IOException {
    var stoppable =
        new RunContext(
            context.environment(),
            context.workingDirectory(),
            context.home(),
            context.caFile(),
            cancellation,
            context.listener(),
            context.redactor());
    try (CacheExporter other =
        LocalExporter.open(
            LocalExporter.schema().check(CacheSpec.parse("type=local,dest=" + dest)), stoppable)) {
      other.put(blob, moved::addAndGet);
    }
  }

  private Path stored(FakeBlob blob) {
    return dest.resolve("blobs/sha256").resolve(blob.descriptor.digest().hex());
  }

  private void assertNothingStored(FakeBlob blob) {
    assertThat(stored(blob)).doesNotExist();
    assertThat(dest.resolve("ingest")).isEmptyDirectory();
  }
}
