package io.github.cacheferry.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String EMPTY =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void parse_wireForm_isPrintedAgain() {
    Digest digest = Digest.parse(EMPTY);
    assertThat(digest).hasToString(EMPTY).isEqualTo(Digest.of(new byte[0]));
    assertThat(digest.shortForm()).isEqualTo("e3b0c44298fc");
    assertThat(Digest.isValid(EMPTY)).isTrue();
  }

  @Test
  void of_hash_isTheDigestOfWhatWasHashed() {
    var hash = Digest.newHash();
    hash.update("abc".getBytes(UTF_8));
    assertThat(Digest.of(hash)).isEqualTo(Digest.of("abc".getBytes(UTF_8)));
    assertThat(Digest.of(hash)).hasToString(EMPTY);
  }

  @Test
  void compareTo_ordersByHex() {
    assertThat(Digest.of(new byte[] {1})).isLessThan(Digest.parse(EMPTY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555",
        "sha256:../../../../../../../../../../../../../../../../../../etc/passwd",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g",
        " sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce",
        "random:abc"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThat(Digest.isValid(text)).isFalse();
    assertThatThrownBy(() -> Digest.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a sha256 digest");
  }

  @Test
  void parse_longText_isCutInTheMessage() {
    assertThatThrownBy(() -> Digest.parse("x".repeat(10_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120));
  }
}
