package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.json.CacheDocuments;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManifestGetTest {
  private static final String BODY = "{\"schemaVersion\":2}";
  private static final Digest DIGEST = Digest.of(BODY.getBytes(StandardCharsets.UTF_8));
  private static final Digest OTHER = Digest.of(new byte[0]);

  private final StepRunner steps;
  private final ManifestGet byTag = get("acme/app:cache");
  private final ManifestGet byDigest = get("acme/app@" + DIGEST);

  ManifestGetTest() throws IOException {
    steps = new StepRunner();
  }

  @AfterEach
  void stop() {
    steps.close();
  }

  @Test
  void tag_isAskedForWithEveryKindOfManifest() throws IOException {
    RawDocument manifest =
        steps
            .run(
                byTag,
                StepRunner.answer(200, BODY, "Content-Type", MediaTypes.OCI_MANIFEST + "; a=b"))
            .orElseThrow();
    assertThat(manifest.descriptor().digest()).isEqualTo(DIGEST);
    assertThat(manifest.descriptor().mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    var request = steps.request();
    assertThat(request.getRequestLine()).startsWith("GET /v2/acme/app/manifests/cache ");
    assertThat(request.getHeaders().get("Accept"))
        .contains(
            MediaTypes.OCI_MANIFEST,
            MediaTypes.OCI_INDEX,
            MediaTypes.DOCKER_MANIFEST,
            MediaTypes.DOCKER_LIST);
  }

  @Test
  void digest_isAskedForAndChecked() throws IOException {
    assertThat(steps.run(byDigest, StepRunner.answer(200, BODY))).isPresent();
    assertThat(steps.request().getTarget()).isEqualTo("/v2/acme/app/manifests/" + DIGEST);
    assertThatThrownBy(() -> steps.run(byDigest, StepRunner.answer(200, BODY + " ")))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("its bytes have the digest");
  }

  @Test
  void registryThatSaysAnotherDigest_isNotBelieved() {
    var answer = StepRunner.answer(200, BODY, "Docker-Content-Digest", OTHER.toString());
    assertThatThrownBy(() -> steps.run(byTag, answer)).isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void digestOfAnotherAlgorithm_isNoReasonToFail() throws IOException {
    var answer = StepRunner.answer(200, BODY, "Docker-Content-Digest", "sha512:abc");
    assertThat(steps.run(byTag, answer)).isPresent();
  }

  @Test
  void nothing_isEmpty() throws IOException {
    assertThat(steps.run(byTag, 404)).isEmpty();
  }

  @Test
  void manifestBeyondTheLimit_isNotRead() {
    String large = " ".repeat(CacheDocuments.MANIFEST_LIMIT + 1);
    assertThatThrownBy(() -> steps.run(byTag, StepRunner.answer(200, large)))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("more than " + CacheDocuments.MANIFEST_LIMIT);
  }

  @Test
  void anyOtherStatus_isUnexpected() {
    assertThatThrownBy(() -> steps.run(byTag, 500)).isInstanceOf(UnexpectedStatus.class);
    assertThatThrownBy(() -> steps.run(byTag, 403)).isInstanceOf(UnexpectedStatus.class);
  }

  private static ManifestGet get(String reference) {
    try {
      return new ManifestGet(RegistryReference.parse("registry.example/" + reference));
    } catch (CacheException.Usage e) {
      throw new IllegalArgumentException(e);
    }
  }
}
