package io.github.cacheferry.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.model.Digest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuildKitKeysTest {
  @Test
  void version_isTheHashOfBuildKitsSalt() {
    byte[] salt = "|go-actionscache-1.0".getBytes(StandardCharsets.UTF_8);

    assertThat(BuildKitKeys.VERSION).isEqualTo(Digest.of(salt).hex());
  }

  @ParameterizedTest
  @CsvSource({
    "buildkit, refs/heads/main, index-buildkit-1-f921bd05#",
    "buildkit, refs/heads/master, index-buildkit-1-49c8f7d5#",
    "app, refs/heads/feat, index-app-1-f8c49319#",
    "app, '', index-app-1-e3b0c442#"
  })
  void indexPrefix_isBuildKits(String scope, String ref, String prefix) {
    assertThat(BuildKitKeys.indexPrefix(scope, ref)).isEqualTo(prefix);
  }

  @ParameterizedTest
  @CsvSource({
    "index-app-1-f8c49319#1, 1",
    "index-app-1-f8c49319#10, 10",
    "index-app-1-f8c49319#, 0",
    "index-app-1-f8c49319#01, 0",
    "index-app-1-f8c49319#-1, 0",
    "index-app-1-f8c49319#1x, 0",
    "index-app-1-f8c49319#99999999999, 0",
    "index-app-1-f8c49319-sig#1, 0",
    "index-other-1-f8c49319#1, 0"
  })
  void indexNumber_isOfThisPrefixOnly(String key, int number) {
    assertThat(BuildKitKeys.indexNumber("index-app-1-f8c49319#", key).orElse(0)).isEqualTo(number);
  }
}
