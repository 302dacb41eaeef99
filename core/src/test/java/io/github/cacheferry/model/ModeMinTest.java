package io.github.cacheferry.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.json.ManifestJson;
import io.github.cacheferry.testing.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ModeMinTest {
  /** The manifests of the same build's caches, as their index.json names them. */
  private static final String MAX_MANIFEST =
      "676f964f343882b15f4ff7541427e65be53d0679eae327c9dfcf1a9233a1d7aa";

  private static final String MIN_MANIFEST =
      "bf4b5f474d58defc5f6fb4a3c910bae6c0a6850bd88ec7ac9b24cdd308118c18";

  @Test
  void reduce_givesTheBytesThatBuildKitWritesInModeMin() throws Exception {
    CacheConfig max = ConfigJson.parse(config("max-image-manifest", MAX_MANIFEST), "max");

    byte[] reduced = ConfigJson.write(ModeMin.reduce(max));

    assertThat(new String(reduced, StandardCharsets.UTF_8))
        .isEqualTo(new String(config("min-image-manifest", MIN_MANIFEST), StandardCharsets.UTF_8));
  }

  @Test
  void reduce_changesNothingInAMinCache() throws Exception {
    CacheConfig min = ConfigJson.parse(config("min-image-manifest", MIN_MANIFEST), "min");

    assertThat(ModeMin.reduce(min)).isEqualTo(min);
  }

  @Test
  void reduce_keepsWhatEitherOfTwoFinalResultsNeeds() {
    Digest base = Digest.of(new byte[] {1});
    Digest left = Digest.of(new byte[] {2});
    Digest right = Digest.of(new byte[] {3});
    Digest dead = Digest.of(new byte[] {4});
    var config =
        new CacheConfig(
            List.of(
                CacheLayer.of(dead, CacheLayer.NO_PARENT),
                CacheLayer.of(base, CacheLayer.NO_PARENT),
                CacheLayer.of(left, 1),
                CacheLayer.of(right, 1)),
            List.of(
                record("root"), record("step", 0, 0), record("left", 2, 1), record("right", 3, 1)));

    CacheConfig reduced = ModeMin.reduce(config);

    assertThat(reduced.layers()).extracting(CacheLayer::blob).containsExactly(base, left, right);
    assertThat(reduced.layers()).extracting(CacheLayer::parent).containsExactly(-1, 0, 0);
    assertThat(reduced.records()).hasSize(4);
    assertThat(reduced.records().get(1).results()).isEmpty();
    assertThat(reduced.records().get(2).results().get(0).layer()).isEqualTo(1);
  }

  private static CacheRecord record(String digest) {
    return new CacheRecord(List.of(), List.of(), digest, List.of());
  }

  private static CacheRecord record(String digest, int layer, int link) {
    return new CacheRecord(
        List.of(new CacheRecord.Result(layer, Optional.empty())),
        List.of(),
        digest,
        List.of(List.of(new CacheRecord.Input("", link))));
  }

  private static byte[] config(String fixture, String manifest) throws Exception {
    Digest config = ManifestJson.parse(Fixtures.blob(fixture, manifest), fixture).config().digest();
    return Fixtures.blob(fixture, config.hex());
  }
}
