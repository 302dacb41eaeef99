package io.github.cacheferry.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Does with our client what BuildKit's was seen to do, step by step: the requests must say the same
 * and the recorded answers must be understood.
 */
class BuildKitReplayTest {
  /** Where the recorded server was. */
  private static final String RECORDED = "http://127.0.0.1:5066/";

  private final MockWebServer server = new MockWebServer();
  private Reservation.Open reservation;
  private JsonFields step;

  @BeforeEach
  void setUp() throws IOException {
    server.start();
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"1, v1-export, 33", "2, v2-export, 33", "2, v2-import, 10"})
  void ourClient_asksAndUnderstandsTheSame(int version, String name, int steps) throws Exception {
    List<String> lines = lines(name);
    assertThat(lines).hasSize(steps);
    try (ActionsCache client = open(version)) {
      for (String line : lines) {
        step = JsonFields.read(line.getBytes(StandardCharsets.UTF_8));
        server.enqueue(answer());
        replay(client);
        check(Objects.requireNonNull(server.takeRequest()));
      }
    }
    assertThat(server.getRequestCount()).isEqualTo(steps);
  }

  /** What a step is can be told from its method and the end of its path. */
  private void replay(ActionsCache client) throws IOException {
    String path = step.text("path").replaceFirst("\\?.*", "").replaceFirst(".*/([A-Za-z])", "$1");
    JsonFields before = JsonFields.NONE;
    if (step.text("body").startsWith("{")) {
      before = JsonFields.read(step.text("body").getBytes(StandardCharsets.UTF_8));
    }
    switch (step.text("method") + " " + path.replaceFirst("/\\d+$", "/N")) {
      case "POST GetCacheEntryDownloadURL" -> found(client, before.text("key"));
      case "GET cache" -> found(client, server.url(step.text("path")).queryParameter("keys"));
      case "POST CreateCacheEntry", "POST caches" -> {
        Reservation made = client.reserve(before.text("key"), before.text("version"), -1);
        reservation = (Reservation.Open) made;
      }
      case "PUT az/N", "PATCH caches/N" ->
          client.upload(reservation, Payload.of(bytes(step.text("body"))), count -> {});
      case "POST FinalizeCacheEntryUpload" ->
          client.commit(reservation, Long.parseLong(before.text("size_bytes")));
      case "POST caches/N" -> client.commit(reservation, Long.parseLong(before.text("size")));
      case "GET az/N" -> {
        byte[] expected = bytes(step.text("answer"));
        var from = new ActionsCache.Entry("k", "v", server.url(step.text("path")).toString());
        try (InputStream in = client.open(from, 0, expected.length)) {
          assertThat(in.readAllBytes()).isEqualTo(expected);
        }
      }
      default -> throw new AssertionError(path);
    }
  }

  private void found(ActionsCache client, String key) throws IOException {
    Optional<ActionsCache.Entry> found = client.find(key, BuildKitKeys.VERSION);
    boolean there = step.text("answer").contains("\"http");
    assertThat(found.isPresent()).isEqualTo(there);
    if (there) {
      assertThat(found.get().key()).startsWith(key);
      assertThat(found.get().url()).startsWith(server.url("/").toString());
    }
  }

  private MockResponse answer() {
    int status = Integer.parseInt(step.text("status"));
    String text = step.text("answer").replace(RECORDED, server.url("/").toString());
    var answer = new MockResponse.Builder().code(status);
    return status == 204 ? answer.build() : answer.body(new Buffer().write(bytes(text))).build();
  }

  private void check(RecordedRequest request) {
    assertThat(request.getMethod()).isEqualTo(step.text("method"));
    assertThat(request.getUrl()).isEqualTo(server.url(step.text("path")));
    for (String header : List.of("content-range", "content-type", "x-ms-blob-type")) {
      if (!step.text(header).isEmpty()) {
        assertThat(request.getHeaders().get(header)).as(header).isEqualTo(step.text(header));
      }
    }
    boolean signed = step.text("path").contains("sig=");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo(signed ? null : "Bearer t0ken");
    if (!signed && !step.text("accept").isEmpty()) {
      assertThat(request.getHeaders().get("Accept")).isEqualTo(step.text("accept"));
    }
    byte[] body = request.getBody() == null ? new byte[0] : request.getBody().toByteArray();
    if (step.text("body").startsWith("{")) {
      // A size is a number there and, as protocol buffers have it in JSON, a string here.
      String text = new String(body, StandardCharsets.UTF_8);
      assertThat(text.replaceAll("\"(\\d+)\"", "$1")).isEqualTo(step.text("body"));
    } else {
      assertThat(body).isEqualTo(bytes(step.text("body")));
    }
  }

  /** A recorded body: a character a byte, or the number of bytes. */
  private static byte[] bytes(String recorded) {
    return recorded.matches("<\\d+ bytes>")
        ? new byte[Integer.parseInt(recorded.replaceAll("\\D", ""))]
        : recorded.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in =
        Fixtures.class.getResourceAsStream("/actions/buildkit-" + name + ".jsonl")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }

  private ActionsCache open(int version) throws IOException {
    var spec = SpecSchema.of("gha").text("url", "url_v2", "token", "version");
    String url = server.url("/").toString();
    String text =
        String.format("type=gha,version=%d,url=%s,url_v2=%s,token=t0ken", version, url, url);
    return ActionsCaches.open(spec.check(CacheSpec.parse(text)), Runs.plain());
  }
}
