package io.github.cacheferry.actions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RuntimeTokenTest {
  private static final String PULL_REQUEST =
      """
      {"ac":"[{\\"Scope\\":\\"refs/pull/7/merge\\",\\"Permission\\":3},{\\"Scope\\":\\"refs/heads/main\\",\\"Permission\\":1}]","nbf":1000,"exp":2000,"other":{"x":[1]}}""";

  @Test
  void of_readsScopesAndTimes() {
    RuntimeToken token = RuntimeToken.of(jwt(PULL_REQUEST));

    assertThat(token.scopes())
        .containsExactly(
            new RuntimeToken.AccessScope("refs/pull/7/merge", true, true),
            new RuntimeToken.AccessScope("refs/heads/main", true, false));
    assertThat(token.writeScope())
        .get()
        .extracting(RuntimeToken.AccessScope::scope)
        .isEqualTo("refs/pull/7/merge");
    assertThat(token.isReadOnly()).isFalse();
    assertThat(token.invalidAt(Instant.ofEpochSecond(1500))).isEmpty();
    assertThat(token.invalidAt(Instant.ofEpochSecond(2000))).get().asString().contains("expired");
    assertThat(token.invalidAt(Instant.ofEpochSecond(999))).isPresent();
  }

  @Test
  void isReadOnly_whereNoScopeMayBeWritten() {
    RuntimeToken token =
        RuntimeToken.of(
            jwt("{\"ac\":\"[{\\\"Scope\\\":\\\"refs/heads/main\\\",\\\"Permission\\\":1}]\"}"));

    assertThat(token.isReadOnly()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "opaque",
        "a.b.c",
        "e30.bm90IGpzb24.x",
        "e30.eyJhYyI6InsifQ.x",
        "e30.eyJhYyI6N30.x",
        "e30.W10.x",
        "e30.eyJleHAiOjFlOTk5fQ.x",
        "e30.eyJhYyI6IltbW1sifQ.x"
      })
  void of_takesWhatIsNoTokenAsOneThatTellsNothing(String text) {
    RuntimeToken token = RuntimeToken.of(text);

    assertThat(token.scopes()).isEmpty();
    assertThat(token.isReadOnly()).isFalse();
    assertThat(token.text()).isEqualTo(text);
  }

  @Test
  void toString_hidesTheToken() {
    assertThat(RuntimeToken.of(jwt(PULL_REQUEST))).hasToString("***");
  }

  static String jwt(String payload) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + base64.encodeToString(payload.getBytes(StandardCharsets.UTF_8))
        + ".signature";
  }
}
