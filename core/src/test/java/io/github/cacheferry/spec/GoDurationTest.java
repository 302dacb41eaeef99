package io.github.cacheferry.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "90s, 90000",
    "5m, 300000",
    "1h30m, 5400000",
    "1.5h, 5400000",
    "300ms, 300",
    ".5s, 500",
    "1h1m1s1ms, 3661001"
  })
  void parse_readsGosForm(String text, long millis) {
    assertThat(GoDuration.parse(text))
        .hasValueSatisfying(duration -> assertThat(duration.toMillis()).isEqualTo(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "m",
        "5 m",
        "-5m",
        "0s",
        "5x",
        "1.2.3s",
        "ten minutes",
        "9999999999h",
        "1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s1s"
      })
  void parse_refusesEverythingElse(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }
}
