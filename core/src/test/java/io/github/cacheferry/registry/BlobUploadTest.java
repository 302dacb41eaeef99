package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.testing.FakeRegistry;
import io.github.cacheferry.testing.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobUploadTest {
  private static final String PUT = "PUT /v2/app/blobs/uploads/.*";
  private static final String POST = "POST /v2/app/blobs/uploads/.*";

  @TempDir private Path home;
  private final FakeRegistry registry = FakeRegistry.start();
  private final AtomicLong moved = new AtomicLong();
  private final byte[] small = random(100_000);
  private ClientFixture fixture;
  private RegistryClient client;

  @BeforeEach
  void open() throws IOException {
    fixture = new ClientFixture(home);
    client = fixture.push(registry.reference("app:cache"));
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void newBlob_takesTwoRequests() throws IOException {
    assertThat(push(ClientFixture.source(small))).isEqualTo(Put.COPIED);
    assertStored(small);
    assertThat(registry.requests()).hasSize(2);
    assertThat(registry.requests().get(1).header("content-length")).contains("100000");
    assertThat(moved).hasValue(small.length);
  }

  @Test
  void file_isSent() throws IOException {
    byte[] large = random(3_000_000);
    assertThat(push(fixture.file(large))).isEqualTo(Put.COPIED);
    assertStored(large);
    assertThat(moved).hasValue(large.length);
  }

  @Test
  void emptyBlob_isSent() throws IOException {
    assertThat(push(ClientFixture.source(new byte[0]))).isEqualTo(Put.COPIED);
    assertStored(new byte[0]);
  }

  @Test
  void blobThatIsThere_takesOneRequest() throws IOException {
    registry.putBlob("app", small);
    assertThat(push(ClientFixture.source(small))).isEqualTo(Put.PRESENT);
    assertThat(registry.requests()).hasSize(1);
    assertThat(moved).hasValue(0);
  }

  @Test
  void blobOfAnotherRepository_isMounted() throws IOException {
    registry.putBlob("base", small);
    try (var other = fixture.pull(registry.reference("base:cache"))) {
      BlobSource source = other.blob(ClientFixture.descriptor(small));
      assertThat(push(source)).isEqualTo(Put.LINKED);
    }
    assertStored(small);
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void registryThatDoesNotMount_isSentTheBytes() throws IOException {
    registry.manners().neverMount();
    registry.putBlob("base", small);
    try (var other = fixture.pull(registry.reference("base:cache"))) {
      assertThat(push(other.blob(ClientFixture.descriptor(small)))).isEqualTo(Put.COPIED);
    }
    assertStored(small);
    assertThat(registry.count(POST)).isEqualTo(1);
  }

  @Test
  void registryThatRefusesMounts_isAskedWithoutFromThenOn() throws IOException {
    registry.fail(1, ".*[?]mount=.*", Fault.Status.of(400));
    assertThat(push(ClientFixture.source(small))).isEqualTo(Put.COPIED);
    assertThat(push(ClientFixture.source(random(10)))).isEqualTo(Put.COPIED);
    assertThat(registry.count(".*[?]mount=.*")).isEqualTo(1);
    assertThat(registry.count(POST)).isEqualTo(3);
  }

  @Test
  void brokenUpload_isLookedForAndSentAgain() throws IOException {
    registry.fail(1, PUT, new Fault.CutRequest(50_000));
    assertThat(push(ClientFixture.source(small))).isEqualTo(Put.COPIED);
    assertStored(small);
    assertThat(registry.count("HEAD .*")).isEqualTo(1);
    assertThat(registry.count(POST)).isEqualTo(2);
    assertThat(moved).hasValue(small.length);
  }

  @Test
  void uploadThatWasStoredWithoutAnAnswer_isNotSentAgain() throws IOException {
    registry.fail(1, PUT, new Fault.Silence());
    assertThat(push(ClientFixture.source(small))).isEqualTo(Put.COPIED);
    assertThat(registry.count(PUT)).isEqualTo(1);
    assertThat(registry.count("HEAD .*")).isEqualTo(1);
  }

  @Test
  void largeUploadThatBreaks_goesOnWhereItStopped() throws IOException {
    byte[] large = random(12 << 20);
    registry.fail(1, PUT, new Fault.CutRequest(9 << 20));
    registry.fail(1, "PATCH .*", new Fault.CutRequest(1 << 20));
    assertThat(push(fixture.file(large))).isEqualTo(Put.COPIED);
    assertStored(large);
    assertThat(registry.count(POST)).isEqualTo(1);
    assertThat(registry.requests())
        .filteredOn(request -> request.method().equals("PATCH"))
        .extracting(request -> request.header("content-length").orElseThrow())
        .containsExactly(String.valueOf(3 << 20), String.valueOf(2 << 20));
    assertThat(moved).hasValue(large.length);
  }

  @Test
  void largeUploadThatHasAllArrived_isOnlyEnded() throws IOException {
    byte[] large = random(9 << 20);
    registry.fail(1, PUT, new Fault.CutRequest(large.length));
    assertThat(push(fixture.file(large))).isEqualTo(Put.COPIED);
    assertStored(large);
    assertThat(registry.count("PATCH .*")).isZero();
    assertThat(registry.count(POST)).isEqualTo(1);
    assertThat(moved).hasValue(large.length);
  }

  @Test
  void registryThatForgetsTheUpload_isSentEverythingAgain() throws IOException {
    byte[] large = random(9 << 20);
    registry.fail(1, PUT, new Fault.CutRequest(1 << 20));
    registry.fail(1, "GET /v2/app/blobs/uploads/.*", Fault.Status.of(404));
    assertThat(push(fixture.file(large))).isEqualTo(Put.COPIED);
    assertStored(large);
    assertThat(registry.count(POST)).isEqualTo(2);
  }

  @Test
  void sessionThatIsUnknown_isBegunAgainOnce() throws IOException {
    registry.fail(1, PUT, Fault.Status.of(404));
    assertThat(push(ClientFixture.source(small))).isEqualTo(Put.COPIED);
    registry.fail(2, PUT, Fault.Status.of(404));
    assertThatThrownBy(() -> push(ClientFixture.source(random(10))))
        .isInstanceOf(CacheException.NotFound.class);
  }

  @Test
  void throttledUpload_waitsAsItIsTold() throws IOException {
    var storm = new Fault.Status(429, Map.of("Retry-After", "3"), "");
    registry.fail(2, POST, storm);
    registry.fail(1, PUT, storm);
    assertThat(push(ClientFixture.source(small))).isEqualTo(Put.COPIED);
    assertThat(fixture.pace.sleeps()).hasSize(3).allMatch(wait -> wait.toSeconds() >= 3);
    assertThat(fixture.told).hasSize(3).allMatch(text -> text.contains("asks for patience"));
  }

  @Test
  void serverError_isTriedAgain_andGivenUpInTheEnd() throws IOException {
    registry.fail(2, PUT, Fault.Status.of(503));
    assertThat(push(ClientFixture.source(small))).isEqualTo(Put.COPIED);
    registry.fail(100, PUT, new Fault.Status(500, Map.of(), "disk full"));
    assertThatThrownBy(() -> push(ClientFixture.source(random(10))))
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageContaining("push blob sha256:")
        .hasMessageContaining("status 500: disk full");
  }

  @Test
  void bytesDamagedOnTheWay_areSentOnceMore() throws IOException {
    var invalid = new Fault.Status(400, Map.of(), "{\"errors\":[{\"code\":\"DIGEST_INVALID\"}]}");
    registry.fail(1, PUT, invalid);
    assertThat(push(ClientFixture.source(small))).isEqualTo(Put.COPIED);
    registry.fail(2, PUT, invalid);
    assertThatThrownBy(() -> push(ClientFixture.source(random(10))))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("damaged on the way");
    assertThat(registry.count(PUT)).isEqualTo(4);
  }

  @Test
  void corruptStream_isBlamed_andNothingIsStored() {
    byte[] wrong = small.clone();
    wrong[0] ^= 1;
    BlobSource source = ClientFixture.source(ClientFixture.descriptor(small), wrong);
    assertThatThrownBy(() -> push(source))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("the test's source");
    assertThat(registry.blobs("app")).isEmpty();
  }

  @Test
  void corruptFile_isBlamed() throws IOException {
    BlobSource good = fixture.file(small);
    byte[] wrong = small.clone();
    wrong[0] ^= 1;
    java.nio.file.Files.write(good.file().orElseThrow(), wrong);
    BlobSource source =
        new BlobSource() {
          @Override
          public io.github.cacheferry.model.Descriptor descriptor() {
            return good.descriptor();
          }

          @Override
          public java.io.InputStream open(long offset, long length) throws IOException {
            return java.nio.file.Files.newInputStream(good.file().orElseThrow());
          }

          @Override
          public java.util.Optional<Path> file() {
            return good.file();
          }

          @Override
          public String toString() {
            return "the broken layout";
          }
        };
    assertThatThrownBy(() -> push(source))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("the broken layout");
    assertThat(registry.count(PUT)).isEqualTo(1);
  }

  @Test
  void fileThatIsGone_isTheSourcesFault() throws IOException {
    BlobSource source = fixture.file(small);
    java.nio.file.Files.delete(source.file().orElseThrow());
    assertThatThrownBy(() -> push(source))
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageContaining("read blob");
    assertThat(registry.count(PUT)).isLessThanOrEqualTo(1);
  }

  @Test
  void registryThatMountsAnotherBlob_isNotBelieved() {
    String other = io.github.cacheferry.model.Digest.of(new byte[1]).toString();
    registry.fail(1, POST, new Fault.Status(201, Map.of("Docker-Content-Digest", other), ""));
    assertThatThrownBy(() -> push(ClientFixture.source(small)))
        .isInstanceOf(CacheException.Corrupt.class);
  }

  private Put push(BlobSource source) throws IOException {
    return client.push(source, moved::addAndGet);
  }

  private void assertStored(byte[] bytes) {
    assertThat(registry.blobs("app").get(ClientFixture.descriptor(bytes).digest()))
        .isEqualTo(bytes);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
