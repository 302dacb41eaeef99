package io.github.cacheferry.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.model.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class VerifiedStreamTest {
  private static final byte[] BYTES = "the right bytes".getBytes(UTF_8);
  private static final Descriptor EXPECTED = Descriptor.of("text/plain", BYTES);

  @Test
  void theRightBytesPass() throws IOException {
    try (InputStream in = over(BYTES)) {
      assertThat(in.readAllBytes()).isEqualTo(BYTES);
    }
    try (InputStream in = over(BYTES)) {
      for (byte expected : BYTES) {
        assertThat(in.read()).isEqualTo(expected);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
    Descriptor empty = Descriptor.of("text/plain", new byte[0]);
    try (InputStream in = new VerifiedStream(InputStream.nullInputStream(), empty, "here")) {
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aShortStreamFailsAtItsEnd() throws IOException {
    try (InputStream in = over("the right".getBytes(UTF_8))) {
      assertThat(in.readNBytes(5)).hasSize(5);
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(CacheException.Corrupt.class)
          .hasMessage(
              "could not read %s (here): it has 9 bytes, and should have 15"
                  .formatted(EXPECTED.digest()));
    }
  }

  @Test
  void aLongStreamFails() {
    assertCorrupt("the right bytes and more", "and should have 15");
  }

  @Test
  void aLongStreamFailsAlsoWhereAReadEndsWithTheLastRightByte() throws IOException {
    try (InputStream in = over("the right bytes and more".getBytes(UTF_8))) {
      assertThat(in.readNBytes(BYTES.length)).isEqualTo(BYTES);
      assertThatThrownBy(in::read)
          .isInstanceOf(CacheException.Corrupt.class)
          .hasMessageContaining("and should have 15");
    }
  }

  @Test
  void otherBytesFailWithTheLastOfThem() throws IOException {
    assertCorrupt("the wrong bytes", "its bytes have the digest sha256:");
    try (InputStream in = over("the wrong bytes".getBytes(UTF_8))) {
      assertThat(in.readNBytes(14)).hasSize(14);
      assertThatThrownBy(in::read).isInstanceOf(CacheException.Corrupt.class);
    }
  }

  @Test
  void skippedBytesAreCheckedToo() throws IOException {
    try (InputStream in = over("the wrong bytes".getBytes(UTF_8))) {
      assertThatThrownBy(() -> in.skipNBytes(15)).isInstanceOf(CacheException.Corrupt.class);
    }
    try (InputStream in = over(BYTES)) {
      in.skipNBytes(4);
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("right bytes");
      assertThat(in.markSupported()).isFalse();
    }
  }

  private static void assertCorrupt(String bytes, String message) {
    assertThatThrownBy(
            () -> {
              try (InputStream in = over(bytes.getBytes(UTF_8))) {
                in.readAllBytes();
              }
            })
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining(message);
  }

  private static InputStream over(byte[] bytes) {
    return new VerifiedStream(new ByteArrayInputStream(bytes), EXPECTED, "here");
  }
}
