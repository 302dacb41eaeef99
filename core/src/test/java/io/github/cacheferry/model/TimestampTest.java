package io.github.cacheferry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-21T08:45:10.126347960Z, 2026-11-21T08:45:10.12634796Z",
    "2026-11-21T08:45:10.120Z, 2026-11-21T08:45:10.12Z",
    "2026-11-21T08:45:10.000100Z, 2026-11-21T08:45:10.0001Z",
    "2026-11-21T08:45:10.000000001Z, 2026-11-21T08:45:10.000000001Z",
    "2026-11-21T08:45:10Z, 2026-11-21T08:45:10Z",
    "2026-11-21T08:40:00Z, 2026-11-21T08:40:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z"
  })
  void of_instant_isWrittenAsGoWritesIt(Instant instant, String text) {
    assertThat(Timestamp.of(instant)).hasToString(text);
    assertThat(Timestamp.of(instant).instant()).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T08:45:10.12634796Z",
        "2026-11-21T08:45:10.1200Z",
        "2026-11-21T10:45:10+02:00",
        "2026-11-21T03:15:10.5-05:30",
        "9999-12-31T23:59:59.999999999Z",
        "2024-02-29T00:00:00Z"
      })
  void text_ofEveryRfc3339Time_isKept(String text) {
    assertThat(new Timestamp(text)).hasToString(text);
  }

  @Test
  void compareTo_otherOffset_comparesInstants() {
    var utc = new Timestamp("2026-11-21T08:45:10Z");
    var east = new Timestamp("2026-11-21T10:45:10+02:00");
    assertThat(east).isEqualByComparingTo(utc).isNotEqualTo(utc);
    assertThat(new Timestamp("2026-11-21T10:45:09+02:00")).isLessThan(utc);
  }

  @Test
  void isUnknown_goZeroTime_inAnyOffset() {
    assertThat(Timestamp.UNKNOWN.isUnknown()).isTrue();
    assertThat(new Timestamp("0001-01-01T02:00:00+02:00").isUnknown()).isTrue();
    assertThat(new Timestamp("2026-11-21T08:45:10Z").isUnknown()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-11-21",
        "2026-11-21T08:45:10",
        "2026-11-21T08:45Z",
        "2026-11-21 08:45:10Z",
        "2026-11-21t08:45:10z",
        "2026-11-21T08:45:10.Z",
        "2026-11-21T08:45:10+02",
        "2026-11-21T08:45:10+02:00:30",
        "2026-02-30T08:45:10Z",
        "2026-13-01T08:45:10Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T08:45:60Z",
        "+12026-11-21T08:45:10Z",
        "-0001-11-21T08:45:10Z",
        "26-11-21T08:45:10Z"
      })
  void new_whatGoDoesNotRead_isRefused(String text) {
    assertThatThrownBy(() -> new Timestamp(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an RFC 3339 time");
  }

  @Test
  void new_veryLongText_isRefused() {
    assertThatThrownBy(() -> new Timestamp("2026-11-21T08:45:10." + "1".repeat(100_000) + "Z"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120));
  }
}
