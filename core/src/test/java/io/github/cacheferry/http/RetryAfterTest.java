package io.github.cacheferry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void seconds_areTaken() {
    assertThat(RetryAfter.parse(" 120 ", NOW)).contains(Duration.ofMinutes(2));
  }

  @Test
  void date_isTakenFromNow() {
    assertThat(RetryAfter.parse("Thu, 01 Jan 2026 00:01:00 GMT", NOW))
        .contains(Duration.ofMinutes(1));
  }

  @Test
  void pastDate_isNoWait() {
    assertThat(RetryAfter.parse("Wed, 31 Dec 2025 00:00:00 GMT", NOW)).contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "soon", "1.5", "99999999999", "Foo, 01 Jan 2026"})
  void nonsense_isNothing(String value) {
    assertThat(RetryAfter.parse(value, NOW)).isEmpty();
  }
}
