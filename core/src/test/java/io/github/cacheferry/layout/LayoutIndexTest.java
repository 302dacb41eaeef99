package io.github.cacheferry.layout;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.MediaTypes;
import io.github.cacheferry.testing.Fixtures;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutIndexTest {
  private static final Descriptor MANIFEST =
      Descriptor.of(MediaTypes.OCI_MANIFEST, "manifest".getBytes(UTF_8));
  private static final String HEX = MANIFEST.digest().hex();
  private static final String HEAD =
      "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\"";

  static Stream<String> fixtures() {
    return Stream.concat(Fixtures.SINGLE_TAG.stream(), Stream.of("two-tags"));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void whatBuildKitWroteStaysAsItIs(String fixture) throws CacheException {
    byte[] json = Fixtures.resource(fixture + "/index.json");
    LayoutIndex index = parse(new String(json, UTF_8));

    assertThat(index.bytes()).isEqualTo(json);
    IndexEntry last = index.entries().get(index.entries().size() - 1);
    Descriptor named = last.descriptor().orElseThrow();
    Descriptor plain = Descriptor.of(named.mediaType(), named.digest(), named.size());
    assertThat(index.with(last.refName(), plain).bytes()).isEqualTo(json);
  }

  @Test
  void aFreshIndexIsWrittenAsBuildKitDoes() {
    assertThat(text(LayoutIndex.empty().with("v1", MANIFEST)))
        .isEqualTo(HEAD + ",\"manifests\":[" + entry(HEX, "v1") + "]}");
  }

  @Test
  void aTagIsReplacedAndOthersStay() throws CacheException {
    String other = Digest.of(new byte[] {1}).hex();
    LayoutIndex index =
        parse(HEAD + ",\"manifests\":[" + entry(other, "v1") + "," + entry(other, "v2") + "]}");

    assertThat(text(index.with("v1", MANIFEST)))
        .isEqualTo(HEAD + ",\"manifests\":[" + entry(other, "v2") + "," + entry(HEX, "v1") + "]}");
  }

  @Test
  void anEntryThatContainerdNamedStaysAndIsFoundFirst() throws CacheException {
    String named =
        "{\"digest\":\"sha256:"
            + HEX
            + "\",\"size\":1,\"annotations\":{\"io.containerd.image.name\":\"v1\","
            + "\"org.opencontainers.image.ref.name\":\"v1\"}}";
    String other = Digest.of(new byte[] {1}).hex();
    LayoutIndex index = parse("{\"manifests\":[" + entry(other, "v1") + "," + named + "]}");

    assertThat(index.find("v1").orElseThrow().json()).isEqualTo(named);
    assertThat(text(index.with("v1", MANIFEST)))
        .isEqualTo(HEAD + ",\"manifests\":[" + named + "," + entry(HEX, "v1") + "]}");
  }

  @Test
  void unknownFieldsKeepTheirText() throws CacheException {
    String json =
        """
        {
          "x-first": { "a" : 1.50e+3, "b \\" ]" : [ null, "\\u003c ü \\\\" ] },
          "manifests": [
            { "digest": "sha512:beef", "size": 1, "platform": {"os": "linux"},
              "annotations": {"org.opencontainers.image.ref.name": "old"} },
            "not even an object"
          ],
          "mediaType": "application/vnd.oci.image.index.v1+json",
          "annotations": { "k": "v" }
        }
        """;
    assertThat(text(parse(json).with("v1", MANIFEST)))
        .isEqualTo(
            HEAD
                + ",\"x-first\":{\"a\":1.50e+3,\"b \\\" ]\":[null,\"\\u003c ü \\\\\"]}"
                + ",\"manifests\":[{\"digest\":\"sha512:beef\",\"size\":1,"
                + "\"platform\":{\"os\":\"linux\"},"
                + "\"annotations\":{\"org.opencontainers.image.ref.name\":\"old\"}},"
                + "\"not even an object\","
                + entry(HEX, "v1")
                + "],\"annotations\":{\"k\":\"v\"}}");
  }

  @Test
  void anEntryThatIsNotUnderstoodIsFoundButNamesNothing() throws CacheException {
    LayoutIndex index =
        parse(
            "{\"manifests\":[{\"digest\":\"sha512:beef\",\"size\":1,"
                + "\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}}]}");
    assertThat(index.find("v1").orElseThrow().descriptor()).isEmpty();
  }

  @Test
  void theOnlyEntryWithoutANameIsKnown() throws CacheException {
    String nameless = "{\"digest\":\"sha256:" + HEX + "\",\"size\":1}";
    assertThat(parse("{\"manifests\":[" + nameless + "]}").onlyNameless()).isPresent();
    assertThat(parse("{\"manifests\":[" + nameless + "," + nameless + "]}").onlyNameless())
        .isEmpty();
    assertThat(parse("{\"manifests\":[" + entry(HEX, "v1") + "]}").onlyNameless()).isEmpty();
  }

  @Test
  void emptyIndexesNameNothing() throws CacheException {
    for (String json : List.of("", "{}", "{\"manifests\":null}", "{\"manifests\":[]}")) {
      assertThat(parse(json).find("latest")).isEqualTo(Optional.empty());
      assertThat(parse(json).entries()).isEmpty();
      assertThat(text(parse(json).with("v1", MANIFEST)))
          .isEqualTo(HEAD + ",\"manifests\":[" + entry(HEX, "v1") + "]}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "{",
        "{\"manifests\":[",
        "{\"manifests\":[{}",
        "{\"manifests\":[{\"size\":01}]}",
        "{} trailing",
        "{\"a\":1 2}",
        "\u0000"
      })
  void whatIsNoIndexIsCorrupt(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(CacheException.Corrupt.class)
        .hasMessageStartingWith("could not read index.json (here): ");
  }

  @Test
  void otherEncodingsAndDeepNestingAreCorrupt() {
    byte[] wide = "{\"manifests\":[]}".getBytes(UTF_16LE);
    assertThatThrownBy(() -> LayoutIndex.parse(wide, "here"))
        .isInstanceOf(CacheException.Corrupt.class);
    assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"))
        .isInstanceOf(CacheException.Corrupt.class);
  }

  private static LayoutIndex parse(String json) throws CacheException {
    return LayoutIndex.parse(json.getBytes(UTF_8), "here");
  }

  private static String text(LayoutIndex index) {
    return new String(index.bytes(), UTF_8);
  }

  private static String entry(String hex, String tag) {
    return "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:"
        + hex
        + "\",\"size\":8,\"annotations\":{\"org.opencontainers.image.ref.name\":\""
        + tag
        + "\"}}";
  }
}
