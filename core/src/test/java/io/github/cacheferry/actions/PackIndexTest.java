package io.github.cacheferry.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.json.CacheIndex;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackIndexTest {
  private static final String HEX = "a".repeat(64);

  @Test
  void parse_readsWhatBytesWrites() throws CacheException {
    var piece = new PackIndex.Piece(new Digest(HEX), 3, 7);
    var pack = new PackIndex.Pack(PackKeys.pack(new Digest("b".repeat(64))), 10, List.of(piece));
    var config =
        ConfigJson.parse(
            "{\"records\":[{\"digest\":\"x\"}]}".getBytes(StandardCharsets.UTF_8), "test");
    var index = new PackIndex(List.of(pack), new CacheIndex(config, List.of()));

    assertThat(PackIndex.parse(index.bytes(), "test")).isEqualTo(index);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"packs\":7}",
        "{\"packs\":[{}]}",
        "{\"packs\":[{\"key\":\"other\",\"size\":5,\"blobs\":[]}]}",
        "{\"packs\":[{\"key\":\"KEY\",\"size\":99999999999,\"blobs\":[]}]}",
        "{\"packs\":[{\"key\":\"KEY\",\"size\":0,\"blobs\":[]}]}",
        "{\"packs\":[{\"key\":\"KEY\",\"size\":5,\"blobs\":7}]}",
        "{\"packs\":[{\"key\":\"KEY\",\"size\":5,\"blobs\":[{\"digest\":\"DIGEST\",\"offset\":1,\"size\":5}]}]}",
        "{\"packs\":[{\"key\":\"KEY\",\"size\":5,\"blobs\":[{\"digest\":\"DIGEST\",\"offset\":-1,\"size\":5}]}]}",
        "{\"packs\":[{\"key\":\"KEY\",\"size\":5,\"blobs\":[{\"digest\":\"DIGEST\",\"offset\":9223372036854775807,\"size\":5}]}]}",
        "{\"packs\":[{\"key\":\"KEY\",\"size\":5,\"blobs\":[{\"digest\":\"nonsense\",\"offset\":0,\"size\":5}]}]}",
        "{\"packs\":[],\"config\":7}",
        "{\"packs\":[],\"config\":{\"layers\":[{\"blob\":\"DIGEST\",\"parent\":9}]}}",
        "{\"packs\":[],\"config\":{",
        "{\"packs\":[1],\"config\":{}}",
        "{\"packs\":[{\"key\":\"KEY\",\"size\":5,\"blobs\":[1]}],\"config\":{}}",
        "{\"packs\":[],\"config\":{}} x"
      })
  void parse_refusesWhatMakesNoSense(String text) {
    String json =
        text.replace("KEY", "cacheferry-pack-1-sha256:" + HEX).replace("DIGEST", "sha256:" + HEX);

    assertThatThrownBy(() -> PackIndex.parse(json.getBytes(StandardCharsets.UTF_8), "test"))
        .isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void parse_refusesWhatIsNotUtf8() {
    byte[] json = "{\"packs\":[],\"config\":{}}".getBytes(StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> PackIndex.parse(json, "test"))
        .isInstanceOf(CacheException.Corrupt.class);
  }

  @Test
  void version_isTheHashOfOurSalt() {
    assertThat(PackKeys.VERSION)
        .hasSize(64)
        .isEqualTo(Digest.of("|cacheferry-pack-1".getBytes(StandardCharsets.UTF_8)).hex());
  }
}
