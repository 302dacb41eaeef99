package io.github.cacheferry.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerAnnotations;
import io.github.cacheferry.model.Timestamp;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigJsonTest {
  private static final Digest BLOB = Digest.of(new byte[0]);

  static List<FixtureDocuments.Named> configs() throws IOException {
    return FixtureDocuments.configs();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyConfigThatBuildKitWroteIsWrittenToTheByte(FixtureDocuments.Named config)
      throws IOException {
    CacheConfig parsed = ConfigJson.parse(config.bytes(), config.fixture());
    assertThat(parsed.layers()).isNotEmpty();
    assertThat(parsed.records()).isNotEmpty();
    assertThat(ConfigJson.write(parsed)).isEqualTo(config.bytes());
  }

  @Test
  void fieldsComeInGosOrderAndEmptyOnesNotAtAll() {
    var annotations =
        new LayerAnnotations("type", Optional.of(BLOB), 7, new Timestamp("2026-11-21T08:45:10Z"));
    var config =
        new CacheConfig(
            List.of(
                new CacheLayer(BLOB, -1, Optional.of(annotations)),
                CacheLayer.of(BLOB, 0),
                CacheLayer.of(BLOB, 1)),
            List.of(
                new CacheRecord(List.of(), List.of(), "root", List.of()),
                new CacheRecord(
                    List.of(
                        new CacheRecord.Result(0, Optional.of(Timestamp.UNKNOWN)),
                        new CacheRecord.Result(2, Optional.empty())),
                    List.of(new CacheRecord.Chain(List.of(0, 1), Optional.of(Timestamp.UNKNOWN))),
                    "<&>\u2028\"\\",
                    List.of(
                        List.of(new CacheRecord.Input("", 0), new CacheRecord.Input("s", 0))))));
    assertThat(new String(ConfigJson.write(config), UTF_8))
        .isEqualTo(
            """
            {"layers":[{"blob":"%1$s","parent":-1,"annotations":{"mediaType":"type",\
            "diffID":"%1$s","size":7,"createdAt":"2026-11-21T08:45:10Z"}},{"blob":"%1$s"},\
            {"blob":"%1$s","parent":1}],"records":[{"digest":"root"},\
            {"layers":[{"layer":0,"createdAt":"0001-01-01T00:00:00Z"},{"layer":2}],\
            "chains":[{"layers":[0,1],"createdAt":"0001-01-01T00:00:00Z"}],\
            "digest":"\\u003c\\u0026\\u003e\\u2028\\"\\\\",\
            "inputs":[[{"link":0},{"selector":"s","link":0}]]}]}"""
                .formatted(BLOB));
  }

  @Test
  void anEmptyConfigIsAConfig() throws CacheException {
    assertThat(parse("{}")).isEqualTo(CacheConfig.EMPTY);
    assertThat(parse("{\"layers\":null,\"records\":[]}")).isEqualTo(CacheConfig.EMPTY);
    assertThat(ConfigJson.write(CacheConfig.EMPTY)).asString(UTF_8).isEqualTo("{}");
  }

  @Test
  void orderSpaceAndUnknownFieldsDoNotMatter() throws CacheException {
    CacheConfig config =
        parse(
            """
            { "x": {"layers": [1, {}]}, "records": [ {"y": null, "inputs": null,
              "digest": "garbage", "layers": [ {"createdAt": "2026-11-21T10:45:10+02:00",
              "layer": 0, "z": []} ]} ],
              "layers": [ {"parent": -1, "annotations": null, "blob": "%s"} ] }

            """
                .formatted(BLOB));
    assertThat(config.layers()).containsExactly(CacheLayer.of(BLOB, -1));
    CacheRecord record = config.records().get(0);
    assertThat(record.digest()).isEqualTo("garbage");
    assertThat(record.isRoot()).isTrue();
    assertThat(record.results().get(0).createdAt().orElseThrow())
        .hasToString("2026-11-21T10:45:10+02:00");
  }

  @Test
  void anAbsentParentIsTheFirstLayer() throws CacheException {
    String json = "{\"layers\":[{\"blob\":\"%1$s\",\"parent\":-1},{\"blob\":\"%1$s\"}]}";
    assertThat(parse(json.formatted(BLOB)).layers().get(1).parent()).isZero();
  }

  @Test
  void arbitraryConfigsSurviveWritingAndReading() throws CacheException {
    long start = System.nanoTime();
    for (long seed = start; seed < start + 300; seed++) {
      CacheConfig config = new RandomConfig(new Random(seed)).config();
      byte[] json = ConfigJson.write(config);
      CacheConfig read = ConfigJson.parse(json, "seed " + seed);
      assertThat(read).as("seed %d", seed).isEqualTo(config);
      assertThat(ConfigJson.write(read)).as("seed %d", seed).isEqualTo(json);
    }
  }

  @Test
  void damagedConfigsAreReadOrRefusedButNeverBreakTheReader() throws IOException {
    long start = System.nanoTime();
    byte[] original = FixtureDocuments.configs().get(0).bytes();
    for (long seed = start; seed < start + 2000; seed++) {
      var random = new Random(seed);
      byte[] damaged = original.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(ConfigJson.parse(damaged, "here")).isNotNull();
      } catch (CacheException.Corrupt e) {
        assertThat(e).as("seed %d", seed).hasMessageStartingWith("could not read");
      }
    }
  }

  private static CacheConfig parse(String json) throws CacheException {
    return ConfigJson.parse(json.getBytes(UTF_8), "here");
  }

  @Test
  void theMessageSaysWhereAndWhat() {
    assertThatThrownBy(() -> parse("[]"))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessage("could not read the cache config (here): expected an object at byte 0");
  }
}
