package io.github.cacheferry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.model.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "12345, 12.3 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "34500000, 34.5 MB",
    "7000000000, 7.0 GB",
    "9223372036854775807, 9223372.0 TB"
  })
  void bytes_haveThreeDigitsOrSo(long count, String text) {
    assertThat(Units.bytes(count)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "449, 0.4 s",
    "99949, 99.9 s",
    "99950, 1 min 40 s",
    "125000, 2 min 05 s",
    "3600000, 1 h 00 min",
    "7500000, 2 h 05 min"
  })
  void duration_growsCoarser(long millis, String text) {
    assertThat(Units.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z, 0 s ago", "2025-12-31T23:58:59Z, 1 min ago",
    "2025-12-30T01:00:00Z, 47 h ago", "2025-12-30T00:00:00Z, 2 d ago",
    "2026-01-01T00:00:01Z, in the future"
  })
  void age_isCountedFromNow(String time, String text) {
    assertThat(Units.age(new Timestamp(time), Instant.parse("2026-01-01T00:00:00Z")))
        .contains(text);
  }

  @Test
  void age_ofGosZeroTimeIsNotKnown() {
    assertThat(Units.age(Timestamp.UNKNOWN, Instant.now())).isEmpty();
  }

  @Test
  void count_hasAPlural() {
    assertThat(Units.count(1, "blob")).isEqualTo("1 blob");
    assertThat(Units.count(0, "blob")).isEqualTo("0 blobs");
  }
}
