package io.github.cacheferry.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecSecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "type=s3,bucket=b,secret_access_key=x",
        "type=gha,TOKEN=x",
        "type=s3,bucket=b,endpoint_url=https://user:word@minio.example/",
        "type=azblob,account_url=https://a.example/c?sv=1&sig=abc",
        "type=local,src=a;type=gha,ghtoken=x",
      })
  void secretsAndAddressesWithCredentials_areFound(String spec) {
    assertThat(SpecSecrets.isIn(spec)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ghcr.io/acme/app:cache",
        "type=registry,ref=ghcr.io/acme/app@sha256:abc",
        "type=s3,bucket=b,endpoint_url=https://minio.example/a@b",
      })
  void whatHasNone_isPassedOver(String spec) {
    assertThat(SpecSecrets.isIn(spec)).isFalse();
  }
}
