package io.github.cacheferry.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes BuildKit abort an import, and what it puts up with. */
class HostileConfigTest {
  private static final Digest BLOB = Digest.of(new byte[0]);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"layers":[{"blob":"B","parent":1}]}                          | layer 0 has invalid parent 1
          {"layers":[{"blob":"B","parent":-2}]}                         | layer 0 has invalid parent -2
          {"layers":[{"blob":"B","parent":99999999999}]}                | out of range
          {"layers":[{"blob":"B","parent":1.5}]}                        | expected a whole number
          {"layers":[{"blob":"B","parent":"0"}]}                        | expected a whole number
          {"layers":[{"blob":"B"}]}                                     | layer 0 is its own ancestor
          {"layers":[{"blob":"B","parent":1},{"blob":"B","parent":0}]}  | is its own ancestor
          {"layers":[{"blob":"B","parent":-1},{"blob":"B","parent":2},{"blob":"B","parent":1}]} | is its own ancestor
          {"layers":[{"blob":"sha256:abc","parent":-1}]}                | not a sha256 digest
          {"layers":[{"parent":-1}]}                                    | not a sha256 digest
          {"layers":[null]}                                             | expected an object
          {"layers":{}}                                                 | expected an array
          {"layers":[{"blob":"B","parent":-1,"annotations":{"diffID":"x"}}]} | not a sha256 digest
          {"layers":[{"blob":"B","parent":-1,"annotations":{"createdAt":""}}]} | not an RFC 3339 time
          {"layers":[{"blob":"B","parent":-1,"annotations":{"size":-1}}]} | no blob has -1 bytes
          {"layers":[{"blob":"B","parent":-1,"annotations":{"size":9223372036854775807}}]} | no blob has 9223372036854775807 bytes
          {"records":[{"layers":[{"layer":0}]}]}                        | record 0 names invalid layer 0
          {"records":[{"layers":[{"layer":-1}]}]}                       | record 0 names invalid layer -1
          {"records":[{"chains":[{"layers":[3]}]}]}                     | record 0 names invalid layer 3
          {"records":[{"layers":[{"layer":0,"createdAt":"now"}]}]}      | not an RFC 3339 time: now
          {"records":[{"digest":"a","inputs":[[{"link":1}]]}]}          | record 0 links to invalid record 1
          {"records":[{"digest":"a","inputs":[[{"link":-1}]]}]}         | record 0 links to invalid record -1
          {"records":[{"digest":7}]}                                    | expected a string
          {"records":[{"inputs":[{}]}]}                                 | expected an array
          {"records":[                                                  | end-of-input
          {"records":[]} x                                              | Unrecognized token
          {"records":[]}{}                                              | text follows the JSON object
          {"records":[],}                                               | Unexpected character
          null                                                          | expected an object
          """)
  void whatBuildKitRefusesIsCorrupt(String json, String reason) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageStartingWith("could not read the cache config (here): ")
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void anEmptyTextIsCorrupt() {
    assertThatThrownBy(() -> parse("")).isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void deepNestingIsRefusedWithoutDeepRecursion() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThatThrownBy(() -> parse("{\"x\":" + deep + "}"))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageEndingWith("nesting depth (65) exceeds the maximum allowed (64)");
  }

  @Test
  void aHugeStringIsRefused() {
    assertThatThrownBy(() -> parse("{\"records\":[{\"digest\":\"" + "x".repeat(2 << 20) + "\"}]}"))
        .isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void aLongChainOfLayersIsReadQuickly() throws CacheException {
    var json = new StringBuilder("{\"layers\":[{\"blob\":\"" + BLOB + "\",\"parent\":-1}");
    for (int i = 0; i < 100_000; i++) {
      json.append(",{\"blob\":\"").append(BLOB).append("\",\"parent\":").append(i).append('}');
    }
    assertThat(parse(json + "]}").layers()).hasSize(100_001);
  }

  @Test
  void emptyInputsAndRandomDigestsAreForTheCheckToTell() throws CacheException {
    CacheConfig config =
        parse("{\"records\":[{\"digest\":\"random:a\",\"inputs\":[[],null]},{\"digest\":\"b\"}]}");
    assertThat(config.records().get(0).inputs()).hasSize(2).allMatch(inputs -> inputs.isEmpty());
  }

  private static CacheConfig parse(String json) throws CacheException {
    return ConfigJson.parse(json.replace("\"B\"", "\"" + BLOB + "\"").getBytes(UTF_8), "here");
  }
}
