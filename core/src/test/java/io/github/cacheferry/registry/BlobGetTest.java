package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobGetTest {
  private static final String CONTENT = "0123456789";
  private static final Descriptor BLOB =
      Descriptor.of("application/octet-stream", CONTENT.getBytes(StandardCharsets.UTF_8));

  private final StepRunner steps;
  private final RegistryReference reference;

  BlobGetTest() throws IOException {
    steps = new StepRunner();
    reference = RegistryReference.parse("registry.example/acme/app:cache");
  }

  @AfterEach
  void stop() {
    steps.close();
  }

  @Test
  void wholeBlob_isAskedForWithoutARange() throws IOException {
    var opened = steps.run(get(0, 10), StepRunner.answer(200, CONTENT));
    assertThat(text(opened)).isEqualTo(CONTENT);
    assertThat(opened.until()).isEqualTo(10);
    var request = steps.request();
    assertThat(request.getRequestLine()).startsWith("GET /v2/acme/app/blobs/" + BLOB.digest());
    assertThat(request.getHeaders().get("Range")).isNull();
  }

  @Test
  void part_isAskedForAsARange() throws IOException {
    var answer = StepRunner.answer(206, "345", "Content-Range", "bytes 3-5/10");
    var opened = steps.run(get(3, 6), answer);
    assertThat(text(opened)).isEqualTo("345");
    assertThat(opened.rangeIgnored()).isFalse();
    assertThat(steps.request().getHeaders().get("Range")).isEqualTo("bytes=3-5");
  }

  @Test
  void serverThatSendsLess_saysWhereItStops() throws IOException {
    var answer = StepRunner.answer(206, "34", "Content-Range", "bytes 3-4/*");
    assertThat(steps.run(get(3, 9), answer).until()).isEqualTo(5);
  }

  @Test
  void serverThatIgnoresTheRange_isReadFromTheOffset() throws IOException {
    var opened = steps.run(get(7, 10), StepRunner.answer(200, CONTENT));
    assertThat(text(opened)).isEqualTo("789");
    assertThat(opened.rangeIgnored()).isTrue();
  }

  @Test
  void storage_isAskedDirectlyWhereItIsKnown() throws IOException {
    var direct = steps.url("/storage/blob?sig=abc");
    var get = new BlobGet(reference, BLOB, 0, 10, Optional.of(direct));
    steps.run(get, StepRunner.answer(200, CONTENT)).in().close();
    assertThat(steps.request().getTarget()).isEqualTo("/storage/blob?sig=abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 2-5/10",
        "bytes 3-5/11",
        "bytes 3-5/9",
        "",
        "items 3-5/10",
        "bytes */10",
        "bytes 3-2/10",
        "bytes 3-0/10",
        "bytes 3-99999999999999999999/10"
      })
  void anotherRangeThanAsked_isCorrupt(String range) {
    var answer = StepRunner.answer(206, "345", "Content-Range", range);
    assertThatThrownBy(() -> steps.run(get(3, 6), answer))
        .isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void anotherLength_isCorrupt() {
    assertThatThrownBy(() -> steps.run(get(0, 10), StepRunner.answer(200, "012345678")))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("it has 9 bytes, and should have 10");
  }

  @Test
  void rangeBeyondTheEnd_isCorrupt() {
    assertThatThrownBy(() -> steps.run(get(3, 6), 416)).isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void missingBlob_isUnexpected() {
    assertThatThrownBy(() -> steps.run(get(0, 10), 404)).isInstanceOf(UnexpectedStatus.class);
  }

  private BlobGet get(long offset, long end) {
    return new BlobGet(reference, BLOB, offset, end, Optional.empty());
  }

  private static String text(BlobGet.Opened opened) throws IOException {
    try (InputStream in = opened.in()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
