package io.github.cacheferry.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheManifest;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.model.MediaTypes;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.testing.MemoryStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheDocumentsTest {
  @Test
  void anUnchangedCacheKeepsItsBytes() throws IOException {
    Cache cache = MemoryStore.holding("max-docker-index").load().orElseThrow();
    CacheDocuments documents = CacheDocuments.of(cache, Optional.empty());
    assertThat(documents.manifest().bytes())
        .isSameAs(cache.manifestDocument().orElseThrow().bytes());
    assertThat(documents.config().bytes()).isSameAs(cache.configDocument().orElseThrow().bytes());
    assertThat(CacheDocuments.of(cache, Optional.of(ManifestShape.DOCKER_LIST)))
        .isEqualTo(documents);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "no type at all"})
  void aManifestThatCameWithoutItsTypeGetsItsShapes(String type) throws IOException {
    Cache known = MemoryStore.holding("max-image-manifest").load().orElseThrow();
    byte[] bytes = known.manifestDocument().orElseThrow().bytes();
    Cache cache =
        CacheDocuments.read(
            RawDocument.of(type, bytes),
            config -> known.configDocument().orElseThrow().bytes(),
            "here");
    RawDocument manifest = CacheDocuments.of(cache, Optional.empty()).manifest();
    assertThat(manifest.bytes()).isSameAs(bytes);
    assertThat(manifest.descriptor().mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
  }

  @Test
  void anotherShapeKeepsTheConfigAndTheOrderOfLayers() throws IOException {
    Cache docker = MemoryStore.holding("max-docker-index").load().orElseThrow();
    CacheDocuments documents = CacheDocuments.of(docker, Optional.of(ManifestShape.OCI_IMAGE));
    CacheManifest image = ManifestJson.parse(documents.manifest().bytes(), "here");
    CacheManifest list =
        ManifestJson.parse(docker.manifestDocument().orElseThrow().bytes(), "here");

    assertThat(documents.config()).isEqualTo(docker.configDocument().orElseThrow());
    assertThat(image.shape()).isEqualTo(ManifestShape.OCI_IMAGE);
    assertThat(image.layers())
        .extracting(Descriptor::digest)
        .isEqualTo(list.layers().stream().map(Descriptor::digest).toList());
    assertThat(image.layers())
        .allMatch(layer -> layer.mediaType().startsWith("application/vnd.oci.image.layer.v1.tar"));
  }

  @Test
  void thereAndBackIsTheSameManifest() throws IOException {
    Cache cache = MemoryStore.holding("max-image-manifest").load().orElseThrow();
    Cache docker = reread(CacheDocuments.of(cache, Optional.of(ManifestShape.DOCKER_LIST)));
    CacheDocuments back = CacheDocuments.of(docker, Optional.of(ManifestShape.OCI_IMAGE));
    assertThat(back.manifest().bytes()).isEqualTo(cache.manifestDocument().orElseThrow().bytes());
  }

  @Test
  void aChangedCacheIsWrittenAnew() throws IOException {
    Cache cache = MemoryStore.holding("max-image-manifest").load().orElseThrow();
    CacheDocuments documents =
        CacheDocuments.of(cache.withConfig(CacheConfig.EMPTY), Optional.empty());
    assertThat(documents.config().bytes()).asString().isEqualTo("{}");
    assertThat(ManifestJson.parse(documents.manifest().bytes(), "here").layers()).isEmpty();
  }

  @Test
  void aDockerListHasNoPlaceForContributions() throws IOException {
    Cache cache = MemoryStore.holding("max-image-manifest").load().orElseThrow();
    var export =
        new Contribution(
            "0123456789abcdef", Timestamp.UNKNOWN, Optional.empty(), "", "", "", "", "", List.of());
    Cache noted = cache.withContributions(List.of(export));
    assertThat(reread(CacheDocuments.of(noted, Optional.empty())).contributions())
        .containsExactly(export);
    assertThat(
            reread(CacheDocuments.of(noted, Optional.of(ManifestShape.DOCKER_LIST)))
                .contributions())
        .isEmpty();
  }

  @Test
  void aLayerWhoseBlobIsUnknownIsNotListed() throws CacheException {
    Digest known = Digest.of(new byte[] {1});
    var config =
        new CacheConfig(
            List.of(CacheLayer.of(known, -1), CacheLayer.of(Digest.of(new byte[] {2}), 0)),
            List.of());
    Cache cache = Cache.made(config, Map.of(known, Descriptor.of("type", known, 1)), "test");
    CacheDocuments documents = CacheDocuments.of(cache, Optional.empty());
    assertThat(ManifestJson.parse(documents.manifest().bytes(), "here").layers())
        .extracting(Descriptor::digest)
        .containsExactly(known);
  }

  @Test
  void aHugeConfigIsNotEvenFetched() {
    Descriptor config =
        Descriptor.of(
            MediaTypes.CACHE_CONFIG, Digest.of(new byte[0]), CacheDocuments.CONFIG_LIMIT + 1L);
    var manifest = new CacheManifest(ManifestShape.OCI_IMAGE, config, List.of());
    RawDocument document = RawDocument.of(MediaTypes.OCI_MANIFEST, ManifestJson.write(manifest));
    assertThatThrownBy(
            () ->
                CacheDocuments.read(
                    document,
                    wanted -> {
                      throw new AssertionError("fetched");
                    },
                    "here"))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageContaining("it has " + (CacheDocuments.CONFIG_LIMIT + 1L) + " bytes");
  }

  @Test
  void whatBuildKitWillNotImportIsTold() {
    RawDocument small = RawDocument.of("small", new byte[CacheDocuments.BUILDKIT_LIMIT]);
    RawDocument large = RawDocument.of("large", new byte[CacheDocuments.BUILDKIT_LIMIT + 1]);
    assertThat(new CacheDocuments(small, small).tooLarge()).isEmpty();
    assertThat(new CacheDocuments(large, large).tooLarge().orElseThrow())
        .contains("its manifest has 1048577 bytes and its config has 1048577 bytes");
  }

  private static Cache reread(CacheDocuments documents) throws IOException {
    return CacheDocuments.read(documents.manifest(), config -> documents.config().bytes(), "here");
  }
}
