package io.github.cacheferry.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FakeActionsCache;
import io.github.cacheferry.testing.ManualPace;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads whose connections are cut: after every byte of small ones, here and there in large. */
class CutPayloadTest {
  private static final int SMALL = 129;
  private static final long SEED = 7;

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private FakeActionsCache fake;
  private ActionsCache service;

  @BeforeEach
  void setUp() throws IOException {
    fake = FakeActionsCache.start(directory);
    service = open(2);
  }

  @AfterEach
  void tearDown() throws IOException {
    service.close();
    fake.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void download_goesOnAfterEveryByte(int version) throws IOException {
    use(version);
    byte[] bytes = payload(SMALL);
    ActionsCache.Entry entry = made("k", bytes);
    for (int at = 0; at < SMALL; at++) {
      fake.cutAnswers("sig=", at, 1);
      assertThat(streamed(entry, SMALL)).as("cut after %d", at).isEqualTo(bytes);
      assertThat(fake.cuts()).isEqualTo(2 * at + 1);
      fake.cutAnswers("sig=", at, 1);
      assertThat(service.read(entry, SMALL)).as("cut after %d", at).isEqualTo(bytes);
      assertThat(fake.cuts()).isEqualTo(2 * at + 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void downloadThatIsCutAgainAndAgain_comesToItsEnd(int version) throws IOException {
    use(version);
    byte[] bytes = payload(SMALL);
    ActionsCache.Entry entry = made("k", bytes);
    fake.cutAnswers("sig=", 1, SMALL - 1);
    assertThat(streamed(entry, SMALL)).isEqualTo(bytes);
    assertThat(fake.cuts()).isEqualTo(SMALL - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void upload_isWholeAfterACutAtEveryByte(int version) throws IOException {
    use(version);
    for (int at = 0; at < SMALL; at++) {
      byte[] bytes = payload(SMALL);
      fake.cutRequests(version == 1 ? "PATCH " : "PUT ", at, 1);
      assertThat(service.read(made("k" + at, bytes), SMALL)).isEqualTo(bytes);
      assertThat(fake.cuts()).isEqualTo(at + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void partsOfALargePayload_areSentAgainAlone(int version) throws IOException {
    use(version);
    int size = (int) Blocks.SIZE * 3 + 5;
    byte[] bytes = payload(size);
    for (int i = 0; i < 4; i++) {
      int at = i == 0 ? 0 : random.nextInt(5, (int) Blocks.SIZE);
      fake.cutRequests(version == 1 ? "PATCH " : "comp=block&", at, 1);
    }
    var sent = new AtomicLong();

    var open = (Reservation.Open) service.reserve("k", BuildKitKeys.VERSION, size);
    service.upload(open, Payload.of(bytes), sent::addAndGet);
    service.commit(open, size);

    ActionsCache.Entry entry = service.find("k", BuildKitKeys.VERSION).orElseThrow();
    assertThat(service.read(entry, size)).as("seed " + SEED).isEqualTo(bytes);
    assertThat(sent.get()).isEqualTo(size);
    // The last part has five bytes: a cut that it meets may find nothing to cut.
    assertThat(fake.cuts()).isBetween(3, 4);
    assertThat(fake.count(version == 1 ? "PATCH " : "comp=block&")).isEqualTo(4 + fake.cuts());
  }

  private ActionsCache.Entry made(String key, byte[] bytes) throws IOException {
    var open = (Reservation.Open) service.reserve(key, BuildKitKeys.VERSION, bytes.length);
    service.upload(open, Payload.of(bytes), count -> {});
    service.commit(open, bytes.length);
    return service.find(key, BuildKitKeys.VERSION).orElseThrow();
  }

  private byte[] streamed(ActionsCache.Entry entry, int length) throws IOException {
    try (InputStream in = service.open(entry, 0, length)) {
      return in.readAllBytes();
    }
  }

  private byte[] payload(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private void use(int version) throws IOException {
    service.close();
    service = open(version);
  }

  private ActionsCache open(int version) throws IOException {
    var spec = SpecSchema.of("gha").text("url", "url_v2", "token", "version");
    String text = ActionsEntries.spec(fake, version, fake.token(), "");
    return ActionsCaches.open(spec.check(CacheSpec.parse(text)), Runs.plain(), new ManualPace());
  }
}
