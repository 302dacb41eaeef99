package io.github.cacheferry.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.testing.FixtureCaches;
import io.github.cacheferry.testing.Fixtures;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class MergeTest {
  static final List<String> FIXTURES = Fixtures.SINGLE_TAG;

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void aCacheAloneStaysTheSame(String fixture) {
    Cache cache = FixtureCaches.read(fixture);

    assertThat(Merge.of(List.of(cache))).isSameAs(cache);
  }

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void theFixedOrderIsTheOneInWhichBuildKitWrites(String fixture) {
    Cache cache = FixtureCaches.read(fixture);

    assertThat(new String(ConfigJson.write(CacheGraph.of(cache.config()).config())))
        .isEqualTo(new String(ConfigJson.write(cache.config())));
  }
}
