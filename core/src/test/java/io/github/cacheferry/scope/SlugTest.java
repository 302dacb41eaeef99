package io.github.cacheferry.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlugTest {
  /** A tag, as registries take it. */
  private static final String TAG = "[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";

  private static final int CASES = 20_000;

  @ParameterizedTest
  @ValueSource(strings = {"main", "pr-12", "tag-v1.0", "a-b", "_x", "0"})
  void aPlainNameStaysAsItIs(String name) {
    assertThat(Slug.of(name)).isEqualTo(name);
  }

  @Test
  void anyOtherNameIsReadableWithAHash() {
    assertThat(Slug.of("feature/login")).matches("feature-login-[0-9a-f]{16}");
    assertThat(Slug.of("Main")).matches("main-[0-9a-f]{16}");
    assertThat(Slug.of("-x.")).matches("x-[0-9a-f]{16}");
    assertThat(Slug.of("日本")).matches("x-[0-9a-f]{16}");
    assertThat(Slug.of("a".repeat(300))).hasSize(100).startsWith("aaa");
  }

  @Test
  void namesThatLookAlikeHaveDifferentForms() {
    List<String> names =
        List.of(
            "a/b",
            "a-b",
            "A/b",
            "a//b",
            "a/b/",
            "a b",
            "日本",
            "中国",
            "main",
            "Main",
            "MAIN",
            "a".repeat(300),
            "a".repeat(301),
            "-x",
            "x-",
            "x",
            Slug.of("a/b"),
            Slug.of("Main"));
    assertThat(names.stream().map(Slug::of)).doesNotHaveDuplicates().allMatch(s -> s.matches(TAG));
  }

  @Test
  void noTwoNamesShareAForm() {
    long seed = 20261121;
    var random = new Random(seed);
    var names = new HashMap<String, String>();
    for (int i = 0; i < CASES; i++) {
      String name = name(random);
      String slug = Slug.of(name);
      assertThat(slug).as("%s, seed %d", name, seed).matches(TAG).hasSizeLessThanOrEqualTo(100);
      assertThat(names.merge(slug, name, (first, second) -> first))
          .as("seed %d, slug %s", seed, slug)
          .isEqualTo(name);
    }
  }

  @Test
  void noTwoPairsOfPrefixAndNameShareAForm() {
    long seed = 42;
    var random = new Random(seed);
    var pairs = new HashMap<String, String>();
    for (int i = 0; i < CASES; i++) {
      String prefix = words(random, 1 + random.nextInt(3));
      String name = random.nextInt(4) == 0 ? name(random) : words(random, 1 + random.nextInt(3));
      int room = 127 - prefix.length();
      String tag = prefix + "-" + Slug.after(prefix, name, room);
      String pair = prefix + "\n" + name;
      assertThat(tag).as("seed %d", seed).matches(TAG);
      assertThat(pairs.merge(tag, pair, (first, second) -> first))
          .as("seed %d, tag %s", seed, tag)
          .isEqualTo(pair);
    }
  }

  /** Few words, so that the same text often comes about in several ways. */
  private static String words(Random random, int count) {
    var text = new StringBuilder("a");
    for (int i = 1; i < count; i++) {
      text.append('-').append((char) ('a' + random.nextInt(3)));
    }
    return text.toString();
  }

  private static String name(Random random) {
    String alphabet = "abAB01-_./ é日\uD83D\uDE80".repeat(1);
    int[] points = alphabet.codePoints().toArray();
    int length = random.nextInt(20) == 0 ? 90 + random.nextInt(250) : 1 + random.nextInt(6);
    var name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      name.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return random.nextInt(10) == 0 ? Slug.of(name.toString()) : name.toString();
  }
}
