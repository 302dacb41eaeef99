package io.github.cacheferry.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private final Redactor redactor = new Redactor();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://user:pass@ghcr.io/v2/       | https://***@ghcr.io/v2/
          https://user:p@ss@ghcr.io/v2/       | https://***@ghcr.io/v2/
          https://token@ghcr.io               | https://***@ghcr.io
          user:pass@ghcr.io/acme/app          | ***@ghcr.io/acme/app
          ref=me:p@ss@ghcr.io:443/acme/app:x  | ref=***@ghcr.io:443/acme/app:x
          "u:pass@ghcr.io/app"                | "***@ghcr.io/app"
          localhost:5000/a/b:c@sha256:1       | localhost:5000/a/b:c@sha256:1
          app:v1@sha256:12 is in localhost/a  | app:v1@sha256:12 is in localhost/a
          registry ghcr.io/a:b c@d/e          | registry ghcr.io/a:b c@d/e
          GET https://b/x?sv=1&sig=a%2Fb&se=2 | GET https://b/x?sv=1&sig=***&se=2
          https://b/x?X-Amz-Signature=abc&y=1 | https://b/x?X-Amz-Signature=***&y=1
          /token?access_token=abc             | /token?access_token=***
          Authorization: Bearer abcdefgh.1-_  | Authorization: Bearer ***
          authorization: basic dXNlcjpwYXNz   | authorization: basic ***
          got eyJhbGciOiJI.eyJzdWIi.c2ln back | got *** back
          ghcr.io/acme/app:cache              | ghcr.io/acme/app:cache
          https://ghcr.io/v2/a/b@sha256:1     | https://ghcr.io/v2/a/b@sha256:1
          """)
  void mask_formsOfSecrets_areMasked(String text, String masked) {
    assertThat(redactor.mask(text)).isEqualTo(masked);
  }

  @Test
  void mask_knownSecret_isMaskedEverywhere() {
    redactor.add("hunter22");
    assertThat(redactor.mask("hunter22 and \"hunter22\"")).isEqualTo("*** and \"***\"");
  }

  @Test
  void mask_secretWithinASecret_leavesNoRest() {
    for (int length = 4; length <= 20; length++) {
      redactor.add("abcdefghijklmnopqrst".substring(0, length));
      assertThat(redactor.mask("<" + "abcdefghijklmnopqrst".substring(0, length) + ">"))
          .isEqualTo("<***>");
    }
  }

  @Test
  void add_shortText_isNoSecret() {
    redactor.add("");
    redactor.add("abc");
    assertThat(redactor.mask("abcdef")).isEqualTo("abcdef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.", "a://", "eyJhbGciOiJI-", "eyJhbGciOiJI.", "bearer ", "?sig="})
  void mask_ofWhatAServerRepeatsForEver_takesNoTime(String word) {
    String text = word.repeat((64 << 10) / word.length());
    assertTimeout(Duration.ofSeconds(5), () -> redactor.mask(text));
  }

  @Test
  void toString_tellsNothing() {
    redactor.add("hunter22");
    assertThat(redactor).hasToString("***");
  }
}
