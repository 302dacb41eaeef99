package io.github.cacheferry.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.serve.ServiceClient.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sends what BuildKit's own client was seen to send, header by header, and expects what its servers
 * answered. A name in braces stands for the field of an earlier answer.
 */
class BuildKitWireTest {
  private static final List<String> HEADERS =
      List.of("accept", "content-type", "content-range", "x-ms-blob-type", "x-ms-version");

  @TempDir Path directory;
  private final Map<String, String> seen = new HashMap<>();

  @ParameterizedTest
  @ValueSource(strings = {"buildkit-v1", "buildkit-v2"})
  void anExportAndAnImportAreAnswered(String name) throws IOException {
    try (Served served = Served.in(directory)) {
      String token = served.token().grant(Served.MAIN, TokenForge.READ_WRITE).unsigned();
      ServiceClient client = served.client(token, "");
      for (String line : lines(name)) {
        Fields step = Fields.parse(line.getBytes(StandardCharsets.UTF_8));
        Reply reply = client.send(request(served, token, step));
        assertThat(reply.status()).as(line).isEqualTo((int) step.whole("status").orElseThrow());
        check(step, reply);
      }
    }
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = BuildKitWireTest.class.getResourceAsStream("/serve/" + name + ".jsonl")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }

  private Request request(Served served, String token, Fields step) {
    String path = step.text("path");
    for (Map.Entry<String, String> field : seen.entrySet()) {
      path = path.replace("{" + field.getKey() + "}", field.getValue());
    }
    boolean signed = path.startsWith("http");
    Request.Builder request =
        new Request.Builder()
            .url(signed ? path : served.server().url() + path.substring(1))
            .method(step.text("method"), body(step));
    for (String header : HEADERS) {
      step.any(header).ifPresent(value -> request.header(header, value));
    }
    if (!signed) {
      request.header("Authorization", "Bearer " + token);
    }
    return request.build();
  }

  private static RequestBody body(Fields step) {
    if (step.text("method").equals("GET")) {
      return null;
    }
    byte[] bytes =
        step.whole("bytes").isPresent()
            ? ServiceClient.bytes((int) step.whole("bytes").getAsLong(), 0)
            : step.text("body").getBytes(StandardCharsets.UTF_8);
    return new RequestBody() {
      @Override
      public MediaType contentType() {
        return null;
      }

      @Override
      public long contentLength() {
        return step.any("chunked").isPresent() ? -1 : bytes.length;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        sink.write(bytes);
      }
    };
  }

  private void check(Fields step, Reply reply) {
    for (String expected : step.list("answer")) {
      String[] field = expected.split("=", 2);
      String value = reply.field(field[0]);
      if (field.length == 2) {
        assertThat(value).as(field[0]).isEqualTo(field[1]);
      }
      seen.put(field[0], value);
    }
    if (step.whole("answer_bytes").isPresent()) {
      int length = (int) step.whole("answer_bytes").getAsLong();
      assertThat(reply.body())
          .isEqualTo(new String(ServiceClient.bytes(length, 0), StandardCharsets.UTF_8));
    }
    if (!step.text("x-ms-version").isEmpty()) {
      assertThat(reply.header("x-ms-request-id")).isNotEqualTo("null");
    }
  }
}
