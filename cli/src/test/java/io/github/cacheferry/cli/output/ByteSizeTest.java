package io.github.cacheferry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1b, 1",
    "10GB, 10000000000",
    "10 GB, 10000000000",
    "10g, 10000000000",
    "1kB, 1000",
    "1KiB, 1024",
    "1.5MiB, 1572864",
    "2TiB, 2199023255552",
    "0.5k, 500",
    "9223372036854775807, 9223372036854775807"
  })
  void parse_readsDecimalAndBinaryUnits(String text, long bytes) {
    assertThat(ByteSize.parse(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0.4",
        "-1",
        "1x",
        "GB",
        "1iB",
        "1.GB",
        "1e9",
        "9999999999TB",
        "9223372036854775808"
      })
  void parse_refusesAllElse(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }
}
