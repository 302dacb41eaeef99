package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestPutTest {
  private final StepRunner steps;
  private final RegistryReference reference;

  ManifestPutTest() throws IOException {
    steps = new StepRunner();
    reference = RegistryReference.parse("registry.example/acme/app:cache");
  }

  @AfterEach
  void stop() {
    steps.close();
  }

  @Test
  void bytes_areSentAsTheyAre_underTheirType() throws IOException {
    ManifestPut put = put(MediaTypes.OCI_MANIFEST);
    Digest digest = put.manifest().descriptor().digest();
    assertThat(steps.run(put, 201, "Docker-Content-Digest", digest.toString())).isEqualTo(digest);
    var request = steps.request();
    assertThat(request.getRequestLine()).startsWith("PUT /v2/acme/app/manifests/cache ");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(request.getBody().toByteArray()).isEqualTo(put.manifest().bytes());
  }

  @Test
  void manifestThatIsStoredAsAnother_isCorrupt() {
    String other = Digest.of(new byte[0]).toString();
    assertThatThrownBy(
            () -> steps.run(put(MediaTypes.OCI_MANIFEST), 201, "Docker-Content-Digest", other))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining(other);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 415, 422})
  void refusedIndex_namesTheOption(int code) {
    for (String type : new String[] {MediaTypes.OCI_INDEX, MediaTypes.DOCKER_LIST}) {
      assertThatThrownBy(() -> steps.run(put(type), code))
          .isInstanceOf(CacheException.Unsupported.class)
          .hasMessageContaining("index")
          .hasMessageContaining("image-manifest=true");
    }
    assertThatThrownBy(() -> steps.run(put(MediaTypes.OCI_MANIFEST), code))
        .isInstanceOf(UnexpectedStatus.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500})
  void otherRefusalsOfAnIndex_areNotItsShapes(int code) {
    assertThatThrownBy(() -> steps.run(put(MediaTypes.OCI_INDEX), code))
        .isInstanceOf(UnexpectedStatus.class);
  }

  @Test
  void lostBlob_isNotFound() {
    String body = "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\"}]}";
    assertThatThrownBy(() -> steps.run(put(MediaTypes.OCI_MANIFEST), StepRunner.answer(400, body)))
        .isInstanceOf(CacheException.NotFound.class)
        .hasMessageContaining("has lost blobs");
  }

  private ManifestPut put(String type) {
    byte[] bytes = "{ \"odd\" :  2}".getBytes(StandardCharsets.UTF_8);
    return new ManifestPut(reference, RawDocument.of(type, bytes));
  }
}
