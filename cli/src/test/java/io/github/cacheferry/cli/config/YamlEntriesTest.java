package io.github.cacheferry.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.config.YamlEntries.Entry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlEntriesTest {
  @Test
  void parse_takesScalarsListsAndOneMoreLevel() throws CacheException.Usage {
    String text =
        """
        # what a job does
        jobs: 8
        cache-to:   # two of them
          - "type=local,dest=a b"
          - ghcr.io/acme/app:cache
        export: {on-error: fail, cache-to: []}
        """;
    assertThat(YamlEntries.parse(text, "f"))
        .containsExactly(
            new Entry("", "jobs", List.of("8"), 2),
            new Entry("", "cache-to", List.of("type=local,dest=a b", "ghcr.io/acme/app:cache"), 3),
            new Entry("export", "on-error", List.of("fail"), 6),
            new Entry("export", "cache-to", List.of(), 6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "{}", "~"})
  void parse_ofNothingIsNothing(String text) throws CacheException.Usage {
    assertThat(YamlEntries.parse(text, "f")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'jobs: 1\njobs: 2'|f:2): jobs is there twice",
        "'a: &x [b]\nc: *x'|f:1): anchors and aliases are not understood here",
        "'a: !!int 1'|f:1): tags are not understood here",
        "'a: !x [b]'|f:1): tags are not understood here",
        "a: {b: {c: d}}|f:1): a value or a list of values is expected here",
        "a: [[b]]|f:1): a value is expected here",
        "[a, b]: c|f:1): a name is expected here",
        "'a: 1\n---\nb: 2'|f:2): there is more than one document",
        "'a: 1\nb: [2'|f:2): it is not YAML",
        "'a: 1\n\tb: 2'|f:2): it is not YAML",
        "'a: \"\\x\"'|f:1): it is not YAML",
        "'a: 1\nb: \"c\\nd\"'|f:2): a control character is not taken here",
        "'a: [\"\\e[31m\"]'|f:1): a control character is not taken here",
        "'\"a\\rb\": 1'|f:1): a control character is not taken here",
        "'a: \"\\u202E\"'|f:1): a control character is not taken here",
        "'a: |-\n  b\n  c'|f:1): a control character is not taken here",
      })
  void parse_tellsTheLineOfWhatItDoesNotTake(String text, String reason) {
    assertThatThrownBy(() -> YamlEntries.parse(text, "f"))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("(" + reason);
  }

  @Test
  void parse_ofDepthWithoutEndStopsAtTheSecondLevel() {
    assertThatThrownBy(() -> YamlEntries.parse("a: " + "[".repeat(60_000), "f"))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("a value is expected here");
    assertThatThrownBy(() -> YamlEntries.parse("{a: ".repeat(15_000), "f"))
        .isInstanceOf(CacheException.Usage.class);
  }

  @Test
  void parse_ofAnythingEndsOrComplains() {
    var alphabet = "ab:-[]{},#&*!|>'\"%@`~ \n\n\t\\?\u0000\uFFFE\uD83D\uDE00";
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int run = 0; run < 3_000; run++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        YamlEntries.parse(text.toString(), "f");
      } catch (CacheException.Usage e) {
        assertThat(e).hasMessageContaining("(f");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }
}
