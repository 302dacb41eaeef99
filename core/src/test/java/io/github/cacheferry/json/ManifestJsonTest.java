package io.github.cacheferry.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.CacheManifest;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.model.MediaTypes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestJsonTest {
  private static final Descriptor CONFIG =
      Descriptor.of(MediaTypes.CACHE_CONFIG, "{}".getBytes(UTF_8));
  private static final Descriptor LAYER =
      Descriptor.of("application/vnd.oci.image.layer.v1.tar+gzip", "layer".getBytes(UTF_8));

  static List<FixtureDocuments.Named> manifests() {
    return FixtureDocuments.manifests();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void everyManifestThatBuildKitWroteIsWrittenToTheByte(FixtureDocuments.Named manifest)
      throws CacheException {
    CacheManifest parsed = ManifestJson.parse(manifest.bytes(), manifest.fixture());
    assertThat(parsed.layers()).isNotEmpty();
    assertThat(parsed.layers()).allMatch(layer -> layer.diffId().isPresent());
    assertThat(ManifestJson.write(parsed)).isEqualTo(manifest.bytes());
  }

  @ParameterizedTest
  @EnumSource
  void everyShapeIsReadAsItWasWritten(ManifestShape shape) throws CacheException {
    Descriptor noted = LAYER.withAnnotations(Map.of("b", "<2>", "a", "1"));
    var manifest = new CacheManifest(shape, CONFIG, List.of(noted, LAYER));
    assertThat(ManifestJson.parse(ManifestJson.write(manifest), "here")).isEqualTo(manifest);

    var empty = new CacheManifest(shape, CONFIG, List.of());
    assertThat(ManifestJson.parse(ManifestJson.write(empty), "here")).isEqualTo(empty);
  }

  @Test
  void theConfigsPlaceInAnIndexDoesNotMatterAndTheLastCounts() throws CacheException {
    Descriptor other = Descriptor.of(MediaTypes.CACHE_CONFIG, "other".getBytes(UTF_8));
    CacheManifest manifest =
        parse("{\"manifests\":[" + json(other) + "," + json(CONFIG) + "," + json(LAYER) + "]}");
    assertThat(manifest)
        .isEqualTo(new CacheManifest(ManifestShape.OCI_INDEX, CONFIG, List.of(LAYER)));
  }

  @Test
  void theShapeFollowsFromTheFieldsAndUnknownOnesArePassedOver() throws CacheException {
    String config =
        json(CONFIG).replace("}", ",\"data\":\"e30=\",\"platform\":{\"os\":[\"linux\"]}}");
    assertThat(
            parse(
                "{\"annotations\":{\"a\":\"b\"},\"layers\":[], \"subject\":null,\"config\":"
                    + config
                    + "}"))
        .isEqualTo(new CacheManifest(ManifestShape.OCI_IMAGE, CONFIG, List.of(), Map.of("a", "b")));
  }

  @Test
  void aBlobThatIsListedTwiceCountsOnce() throws CacheException {
    CacheManifest manifest =
        parse("{\"config\":%1$s,\"layers\":[%2$s,%2$s]}".formatted(json(CONFIG), json(LAYER)));
    assertThat(manifest.layers()).hasSize(2);
    assertThat(manifest.blobs()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"config":C,"layers":[],"manifests":[L]} | it is an image manifest and an index at once
          {"config":{"mediaType":"x","size":1}}    | not a sha256 digest
          {"manifests":[{"digest":"D","size":-1}]} | no blob has -1 bytes
          {"manifests":[{"digest":"D","size":9223372036854775807}]} | no blob has 9223372036854775807 bytes
          {"manifests":[{"digest":"D","size":1e3}]}| expected a whole number
          {"manifests":[7]}                        | expected an object
          {"manifests":{}}                         | expected an array
          {"manifests":[                           | end-of-input
          <!DOCTYPE html><html></html>             | what came is a web page. See whether a proxy
          []                                       | expected an object
          {"manifests":[C]} x                      | Unrecognized token
          {"manifests":[C]}{}                      | text follows the JSON object
          """)
  void whatIsNoManifestIsCorrupt(String json, String reason) {
    String text =
        json.replace("C", json(CONFIG))
            .replace("L", json(LAYER))
            .replace("\"D\"", "\"" + LAYER.digest() + "\"");
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageStartingWith("could not read the cache manifest (here): ")
        .hasMessageContaining(reason);
  }

  @Test
  void anImageIsNoCache() {
    Descriptor image =
        Descriptor.of("application/vnd.oci.image.config.v1+json", "{}".getBytes(UTF_8));
    assertThatThrownBy(() -> parse("{\"config\":" + json(image) + ",\"layers\":[]}"))
        .isInstanceOf(CacheException.Unsupported.class)
        .hasMessageContaining("not a BuildKit cache")
        .hasMessageContaining("application/vnd.oci.image.config.v1+json");
    assertThatThrownBy(() -> parse("{\"manifests\":[" + json(LAYER) + "]}"))
        .isInstanceOf(CacheException.Unsupported.class);
    assertThatThrownBy(() -> parse("{}")).isInstanceOf(CacheException.Unsupported.class);
  }

  private static CacheManifest parse(String json) throws CacheException {
    return ManifestJson.parse(json.getBytes(UTF_8), "here");
  }

  private static String json(Descriptor descriptor) {
    var out = new StringBuilder();
    DescriptorJson.write(out, descriptor);
    return out.toString();
  }
}
