package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobHeadTest {
  private final BlobHead head = new BlobHead("acme/app", Digest.of(new byte[0]));
  private final StepRunner steps;

  BlobHeadTest() throws IOException {
    steps = new StepRunner();
  }

  @AfterEach
  void stop() {
    steps.close();
  }

  @ParameterizedTest
  @CsvSource({"200, true", "302, true", "307, true", "404, false"})
  void status_tells(int code, boolean present) throws IOException {
    assertThat(steps.run(head, code, "Location", "https://storage.example/x")).isEqualTo(present);
  }

  @Test
  void request_isAHeadOfTheBlob() throws IOException {
    steps.run(head, 200);
    assertThat(steps.request().getRequestLine())
        .startsWith("HEAD /v2/acme/app/blobs/" + head.digest() + " ");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500})
  void otherStatus_isUnexpected(int code) {
    assertThatThrownBy(() -> steps.run(head, code)).isInstanceOf(UnexpectedStatus.class);
  }
}
