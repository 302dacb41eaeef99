package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.BlobSource.RegistryLocation;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.testing.FakeRegistry;
import io.github.cacheferry.testing.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobReadingTest {
  private static final int SIZE = 300_000;
  private static final String GET = "GET /v2/app/blobs/.*";

  @TempDir private Path home;
  private final FakeRegistry registry = FakeRegistry.start();
  private final byte[] bytes = new byte[SIZE];
  private ClientFixture fixture;
  private RegistryClient client;
  private BlobSource blob;

  @BeforeEach
  void open() throws IOException {
    new Random(1).nextBytes(bytes);
    registry.putBlob("app", bytes);
    fixture = new ClientFixture(home);
    client = fixture.pull(registry.reference("app:cache"));
    blob = client.blob(ClientFixture.descriptor(bytes));
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void wholeBlob_isOneRequest() throws IOException {
    assertThat(readAll()).isEqualTo(bytes);
    assertThat(registry.requests()).hasSize(1);
    assertThat(registry.requests().get(0).header("accept-encoding")).contains("identity");
    assertThat(blob.registry()).contains(new RegistryLocation(registry.host(), "app"));
    assertThat(blob.parallel()).isTrue();
  }

  @Test
  void range_isRead() throws IOException {
    try (InputStream in = blob.open(1000, 5000)) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 6000));
    }
    assertThat(registry.requests().get(0).header("range")).contains("bytes=1000-5999");
  }

  @Test
  void emptyBlob_needsNoRequest() throws IOException {
    BlobSource empty = client.blob(ClientFixture.descriptor(new byte[0]));
    try (InputStream in = empty.openVerified()) {
      assertThat(in.readAllBytes()).isEmpty();
    }
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void brokenConnection_isOpenedAgainAtTheNextByte() throws IOException {
    registry.fail(1, GET, new Fault.CutResponse(100_000));
    registry.fail(1, GET, new Fault.CutResponse(50_000));
    assertThat(readAll()).isEqualTo(bytes);
    assertThat(registry.requests())
        .extracting(request -> request.header("range").orElse(""))
        .containsExactly("", "bytes=100000-299999", "bytes=150000-299999");
  }

  @Test
  void bytesThatFlow_giveTheAttemptsBack() throws IOException {
    registry.fail(29, GET, new Fault.CutResponse(10_000));
    assertThat(readAll()).isEqualTo(bytes);
    assertThat(registry.requests()).hasSize(30);
  }

  @Test
  void serverThatNeverSendsMore_isGivenUp() {
    registry.fail(100, GET, new Fault.CutResponse(0));
    assertThatThrownBy(this::readAll)
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageContaining("read blob")
        .hasMessageContaining("the connection broke");
    assertThat(registry.requests()).hasSize(6);
  }

  @Test
  void serverThatIgnoresRanges_isReadAllTheSame() throws IOException {
    registry.manners().ignoreRanges();
    registry.fail(1, GET, new Fault.CutResponse(100_000));
    assertThat(readAll()).isEqualTo(bytes);
    assertThat(blob.parallel()).isFalse();
  }

  @Test
  void wrongBytes_areFoundOut() {
    registry.fail(1, GET, new Fault.Flip());
    assertThatThrownBy(this::readAll)
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("its bytes have the digest")
        .hasMessageContaining(registry.host());
  }

  @Test
  void wrongLength_isFoundOutBeforeAByteIsRead() {
    registry.fail(1, GET, new Fault.Short(SIZE - 1));
    assertThatThrownBy(this::readAll)
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("it has 299999 bytes, and should have 300000");
  }

  @Test
  void bodyThatEndsEarlyWithoutALength_isGoneOnWith() throws IOException {
    registry.fail(1, GET, new Fault.ShortChunked(1234));
    assertThat(readAll()).isEqualTo(bytes);
  }

  @Test
  void missingBlob_isNotFound() {
    registry.removeBlob("app", blob.descriptor().digest());
    assertThatThrownBy(this::readAll).isInstanceOf(CacheException.NotFound.class);
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void storage_isRememberedAndGetsNoCredentials() throws IOException {
    registry.auth().basic("me", "hunter22");
    fixture.login(registry, "me", "hunter22");
    registry.storage().use();
    assertThat(readAll()).isEqualTo(bytes);
    try (InputStream in = blob.open(5, 10)) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 5, 15));
    }
    assertThat(registry.count(GET)).isEqualTo(2); // the first is refused
    assertThat(registry.storage().requests())
        .hasSize(2)
        .noneMatch(request -> request.header("authorization").isPresent());
  }

  @Test
  void expiredAddress_isAskedForAgain_andReadingGoesOn() throws IOException {
    registry.storage().use();
    try (InputStream in = blob.openVerified()) {
      assertThat(in.readNBytes(10)).hasSize(10);
    }
    registry.storage().expire();
    assertThat(readAll()).isEqualTo(bytes);
    assertThat(registry.count(GET)).isEqualTo(2);
    assertThat(registry.storage().requests()).hasSize(3);
  }

  @Test
  void storageThatBreaks_isGoneOnWithDirectly() throws IOException {
    registry.storage().use();
    registry.storage().fail(1, ".*", new Fault.CutResponse(100_000));
    assertThat(readAll()).isEqualTo(bytes);
    assertThat(registry.count(GET)).isEqualTo(1);
  }

  @Test
  void addressOfTheStorage_isNotShown() {
    registry.storage().use();
    registry.storage().fail(100, ".*", Fault.Status.of(503));
    assertThatThrownBy(this::readAll)
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageNotContaining("signature-1");
  }

  @Test
  void manyReaders_shareTheBlob() throws IOException {
    List<Descriptor> ranges = List.of(blob.descriptor());
    assertThat(ranges).hasSize(1);
    Fanout.filter(
        List.of(0, 1, 2, 3, 4, 5),
        part -> {
          int from = part * 50_000;
          try (InputStream in = blob.open(from, 50_000)) {
            byte[] read = in.readAllBytes();
            assertThat(read).isEqualTo(Arrays.copyOfRange(bytes, from, from + 50_000));
          }
          return true;
        });
  }

  @Test
  void stoppedRun_stopsReading() throws IOException {
    try (InputStream in = blob.openVerified()) {
      assertThat(in.read()).isGreaterThanOrEqualTo(-1);
      fixture.cancellation.cancel(Cancellation.Reason.INTERRUPTED);
      assertThatThrownBy(in::readAllBytes).isInstanceOf(CacheException.Cancelled.class);
    }
  }

  private byte[] readAll() throws IOException {
    try (InputStream in = blob.openVerified()) {
      return in.readAllBytes();
    }
  }
}
