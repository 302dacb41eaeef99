package io.github.cacheferry.actions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IndexesTest {
  @Test
  void keys_areThoseOfTheRevision_alsoWithBlanksInTheScope() {
    List<String> keys =
        List.of(
            BuildKitKeys.indexPrefix("my app", "refs/heads/main") + 7,
            PackKeys.indexPrefix("my app", "refs/heads/main") + 12);

    assertThat(Indexes.keys(Indexes.revision(keys))).isEqualTo(keys);
    assertThat(Indexes.keys(Indexes.revision(keys.subList(0, 1)))).isEqualTo(keys.subList(0, 1));
  }
}
